package io.stillframe.snapshot;

/** The versions of Glance's Image API, which activate an image in different ways. */
public enum ImageApi {
    V1,
    V2
}
