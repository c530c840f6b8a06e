package dev.noether.bench.peers;

import dev.noether.bench.Contest;
import dev.noether.bench.Duel;
import dev.noether.bench.Limits;
import dev.noether.bench.PeerTime;
import dev.noether.bench.Way;
import dev.noether.model.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * All duels of a number of threads in one process: what the libraries are and how long the warm-up was on standard error,
 * one time a line on standard output, as JSON.
 */
public final class PeerRun {

    private static final int TURN_MILLISECONDS = 15;
    private static final int WARM_UP_MILLISECONDS = 200;

    private final int threads;
    private final int rounds;
    private final Libraries libraries;
    private final JsonMapper json = JsonMapper.builder().build();

    private PeerRun(int threads, int rounds) {
        this.threads = threads;
        this.rounds = rounds;
        libraries = new Libraries(threads);
    }

    /** @param arguments number of threads, rounds, then names of duels; all of that number of threads if there is none */
    public static void main(String[] arguments) {
        PeerRun run = new PeerRun(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
        run.libraries.versions().forEach(text -> System.err.println("bench: " + text));
        List<Duel> duels = arguments.length > 2
                ? Stream.of(arguments).skip(2).map(Duel::valueOf).toList()
                : Arrays.asList(Duel.values());
        for (Precision precision : Precision.values()) {
            duels.stream()
                    .filter(duel -> duel.threads == run.threads && !duel.isWidthFree())
                    .forEach(duel -> run.fight(duel, precision));
        }
        // Threads of the libraries may not end by themselves.
        System.exit(0);
    }

    private void fight(Duel duel, Precision precision) {
        if (duel.isStep()) {
            try (StepDuel steps = new StepDuel(duel, precision, libraries)) {
                time(duel, precision, steps.entries());
            }
        } else if (duel == Duel.MACHINE) {
            time(
                    duel,
                    precision,
                    new Limits()
                            .contenders(precision).stream()
                                    .map(contender -> new StepDuel.Entry(duel, Way.LIMIT, contender))
                                    .toList());
        } else {
            time(duel, precision, new PointDuels(precision, libraries).entries(duel));
        }
    }

    private void time(Duel duel, Precision precision, List<StepDuel.Entry> entries) {
        Contest contest = new Contest(
                rounds, TURN_MILLISECONDS, WARM_UP_MILLISECONDS, Contest.WARM_UP_ROUND_MILLISECONDS, threads > 1);
        List<Contest.Time> times =
                contest.run(entries.stream().map(StepDuel.Entry::contender).toList());
        System.err.printf(
                Locale.ROOT,
                "bench: %s, %s: warm-up %.1f s, %d rounds%n",
                duel.label(),
                precision.name().toLowerCase(Locale.ROOT),
                contest.warmUpSeconds(),
                rounds);
        for (int i = 0; i < times.size(); i++) {
            StepDuel.Entry entry = entries.get(i);
            Contest.Time time = times.get(i);
            print(new PeerTime(entry.duel(), precision, entry.way(), time.name(), time.nanoseconds(), time.spread()));
            if (entry.way() != Way.NOETHER) {
                for (Duel narrow : Duel.values()) {
                    if (narrow.isWidthFree() && narrow.wide() == duel) {
                        print(new PeerTime(
                                narrow, precision, entry.way(), time.name(), time.nanoseconds(), time.spread()));
                    }
                }
            }
        }
    }

    private void print(PeerTime time) {
        System.out.println(json.writeValueAsString(time));
    }
}
