package dev.noether.study.simulate;

import dev.noether.backend.Result;
import dev.noether.sgd.Trajectory;
import dev.noether.study.console.NumberText;
import dev.noether.study.console.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The first trajectory's observations for a reader: about ten lines, however often it is observed. */
final class ObservationTable implements Trajectory.Observer {

    private static final int LINES = 10;

    /** A matrix does not fit on a line. */
    static final int COLUMNS = 7;

    private final long steps;
    private final Set<Observable> observables;
    private final List<String> header = new ArrayList<>();
    private final List<List<String>> lines = new ArrayList<>();
    private List<String> last = List.of();
    private int left;
    private long next;

    ObservationTable(long steps, Set<Observable> observables) {
        this.steps = steps;
        this.observables = observables;
    }

    @Override
    public void observed(int replica, long step, Result result) {
        if (replica != 0) {
            return;
        }
        List<String> names = new ArrayList<>(List.of("step"));
        List<String> line = new ArrayList<>(List.of(Long.toString(step)));
        left = 0;
        for (Observable observable : observables) {
            observable.read(result, (name, value) -> {
                if (line.size() < COLUMNS) {
                    names.add(name);
                    line.add(NumberText.rounded(value));
                } else {
                    left++;
                }
            });
        }
        add(step, names, line);
    }

    /** Adds a line of its first columns; the first one is the step. */
    void add(long step, List<String> names, List<String> line) {
        if (header.isEmpty()) {
            header.addAll(names);
        }
        if (step >= next) {
            lines.add(line);
            next = step + Math.max(1, steps / LINES);
        }
        last = line;
    }

    /** The table; its last line is the last observation. What does not fit across is counted under it. */
    @SuppressWarnings("ReferenceEquality") // whether it is that line, not one of the same numbers
    String text() {
        List<List<String>> all = new ArrayList<>(lines);
        if (!all.isEmpty() && all.getLast() != last) {
            all.add(last);
        }
        String table = TextTable.format(header, all);
        return left == 0 ? table : table + "and " + left + " more columns, which --out writes to a file\n";
    }
}
