package dev.noether.study.figure;

import dev.noether.study.console.InputException;
import dev.noether.study.console.Names;
import dev.noether.study.console.Suggestion;
import dev.noether.study.figure.anisotropy.AnisotropyFigure;
import dev.noether.study.figure.balance.BalanceFigure;
import dev.noether.study.figure.balance.FlowFigure;
import dev.noether.study.figure.balance.SlowCurveFigure;
import dev.noether.study.figure.circle.CircleFigure;
import dev.noether.study.figure.convergence.ConvergenceFigure;
import dev.noether.study.figure.decay.DecayFigure;
import dev.noether.study.figure.deep.DeepFigure;
import dev.noether.study.figure.hidden.HiddenFigure;
import dev.noether.study.figure.layers.LayersFigure;
import dev.noether.study.figure.normalized.NormalizedFigure;
import dev.noether.study.figure.warmup.WarmupFigure;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All figures there are. */
final class Figures {

    /** Word for every figure of the paper. */
    static final String ALL = "all";

    /** Every figure that is not in the paper starts with this, and this alone stands for all of them. */
    static final String EXTRA = "extra";

    private static final List<Figure> KNOWN = List.of( //
            new CircleFigure(), //
            new BalanceFigure(), //
            new AnisotropyFigure(), //
            new WarmupFigure(), //
            new LayersFigure(), //
            HiddenFigure.tanh(), //
            new NormalizedFigure(), //
            new ConvergenceFigure(), //
            HiddenFigure.rectifiers(), //
            new DecayFigure(), //
            new FlowFigure(), //
            new DeepFigure(), //
            new SlowCurveFigure());

    private Figures() {}

    /**
     * The figures that words of the command line name, each once.
     *
     * @throws InputException if a word names none
     */
    static List<Figure> named(List<String> words) {
        Set<Figure> chosen = new LinkedHashSet<>();
        for (String word : words) {
            List<Figure> found = KNOWN.stream()
                    .filter(figure -> figure.id().equals(word)
                            || (word.equals(ALL) && !isExtra(figure))
                            || (word.equals(EXTRA) && isExtra(figure)))
                    .toList();
            if (found.isEmpty()) {
                throw new InputException("there is no figure '" + word + "' in this version, it must be "
                        + Names.oneOf(words()) + Suggestion.suffix(word, words()));
            }
            chosen.addAll(found);
        }
        return List.copyOf(chosen);
    }

    /** Every word that names something. */
    static List<String> words() {
        List<String> words = new ArrayList<>();
        KNOWN.forEach(figure -> words.add(figure.id()));
        words.add(ALL);
        if (KNOWN.stream().anyMatch(Figures::isExtra)) {
            words.add(EXTRA);
        }
        return words;
    }

    private static boolean isExtra(Figure figure) {
        return figure.id().startsWith(EXTRA);
    }
}
