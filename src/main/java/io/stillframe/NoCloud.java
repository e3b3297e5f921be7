package io.stillframe;

/** Stillframe was started with neither a cloud nor the sandbox. */
class NoCloud extends RuntimeException {

    NoCloud() {
        super("Stillframe was started without a cloud.");
    }
}
