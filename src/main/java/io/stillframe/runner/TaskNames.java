package io.stillframe.runner;

/**
 * What db-scheduler calls the tasks of one kind of runs. They are stored: under another name, what
 * waits would be waited for in vain.
 *
 * @param run one task for each run, whose id tells them apart
 * @param housekeeping one for all of them
 */
public record TaskNames(String run, String housekeeping) {}
