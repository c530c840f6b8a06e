package dev.noether.study.report;

import dev.noether.study.console.Json;
import java.util.List;
import java.util.Map;

/**
 * An interactive picture of the page, as the script of the page takes it.
 *
 * @param title above it
 * @param switches which of its axes can be switched to a logarithmic scale
 * @param zoom whether it can be zoomed
 * @param categories what the numbers along the lower axis stand for; empty if they are numbers
 * @param note what a reader has to know, empty for nothing
 * @param data members for the script
 */
record Chart(
        String title,
        List<Switch> switches,
        boolean zoom,
        List<String> categories,
        String note,
        Map<String, Object> data) {

    /**
     * A switch between linear and logarithmic.
     *
     * @param scale "x", "y" or "colour"
     * @param on whether it is on at first
     */
    record Switch(String scale, boolean on) {}

    Chart {
        switches = List.copyOf(switches);
        categories = List.copyOf(categories);
    }

    /** The data as JSON that cannot end the element in which it stands. */
    String json() {
        return Json.text(data).replace("<", "\\u003c");
    }
}
