package dev.noether.backend;

/**
 * A device that a backend can run on.
 *
 * @param index number by which it is chosen
 * @param platform name and version of the driver
 * @param name name of the device
 * @param computeUnits cores or multiprocessors
 * @param memoryBytes global memory
 * @param localMemoryBytes memory of a work-group
 * @param doublePrecision whether it computes in double
 */
public record Device(
        int index,
        String platform,
        String name,
        int computeUnits,
        long memoryBytes,
        long localMemoryBytes,
        boolean doublePrecision) {}
