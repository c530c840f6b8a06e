package dev.noether.study.figure;

import dev.noether.study.figure.plot.Panel;
import java.util.List;
import java.util.Map;

/**
 * What came out of a figure.
 *
 * @param settings everything that was set, as written to JSON
 * @param panels what is drawn, from left to right
 * @param caption printed under the panels; names the settings
 * @param table everything that is plotted and everything that a claim is computed from
 * @param claims what was checked
 */
public record FigureData(
        Map<String, Object> settings, List<Panel> panels, String caption, LongTable table, List<Claim> claims) {

    public FigureData {
        panels = List.copyOf(panels);
        claims = List.copyOf(claims);
    }
}
