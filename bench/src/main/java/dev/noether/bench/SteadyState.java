package dev.noether.bench;

import dev.noether.backend.Stepper;
import dev.noether.model.Precision;
import java.util.Locale;

/**
 * A million steps at the size of figure 2, for the log of the collector: started with a small heap and {@code -Xlog:gc}, it
 * shows one collection that is asked for after the warm-up, and no other after that.
 */
public final class SteadyState {

    private static final long WARM_UP = 200_000;
    private static final long STEPS = 1_000_000;

    private SteadyState() {}

    /** @param arguments the precision, {@code float} or {@code double} */
    public static void main(String[] arguments) {
        Precision precision = Precision.valueOf(arguments[0].toUpperCase(Locale.ROOT));
        try (Stepper stepper = Nets.stepper(Size.FIGURE_2, precision)) {
            stepper.advance(WARM_UP, () -> false);
            // The mark in the log; and what the warm-up left behind is gone.
            System.gc();
            Stepper.Outcome outcome = stepper.advance(WARM_UP + STEPS, () -> false);
            System.out.println(outcome + " " + (stepper.step(0) - WARM_UP));
        }
    }
}
