package dev.noether.study.problem;

import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.ParameterBlock;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.reduction.HiddenUnits;
import dev.noether.sgd.Initialization;
import dev.noether.study.console.InputException;
import dev.noether.study.console.NumberText;
import dev.noether.study.console.Suggestion;
import dev.noether.study.file.CaseFile;
import dev.noether.study.file.CaseReader;
import java.util.List;

/** Where a trajectory starts: kaiming, xavier, gaussian:SD, or the parameters of a case file. */
public sealed interface StartOption {

    /** The start of a seed. */
    Parameters draw(Model model, Precision precision, long seed);

    /** The hidden units of the start of a seed, to be read in blocks: those that {@link #draw} makes whole. */
    HiddenUnits units(TwoLayerNet net, Precision precision, long seed);

    /** Random values, another start for each seed. */
    record Random(Initialization law) implements StartOption {
        @Override
        public Parameters draw(Model model, Precision precision, long seed) {
            return law.draw(model, precision, seed);
        }

        @Override
        public HiddenUnits units(TwoLayerNet net, Precision precision, long seed) {
            return new HiddenUnits.Drawn(law, net, precision, seed);
        }
    }

    /** The same start for every seed. */
    record Given(Parameters parameters) implements StartOption {
        @Override
        public Parameters draw(Model model, Precision precision, long seed) {
            Parameters theta = Parameters.allocate(model, precision);
            theta.copyFrom(parameters);
            return theta;
        }

        @Override
        public HiddenUnits units(TwoLayerNet net, Precision precision, long seed) {
            return new HiddenUnits.Given(draw(net, precision, seed));
        }
    }

    /** Reads the text of {@code --init} for a model. */
    static StartOption parse(String text, Model model) {
        if (text.equals("kaiming")) {
            return new Random(new Initialization.Kaiming());
        }
        if (text.equals("xavier")) {
            return new Random(new Initialization.Xavier());
        }
        if (text.startsWith("gaussian:")) {
            String where = "the standard deviation of --init gaussian";
            double deviation = NumberText.finite(text.substring("gaussian:".length()), where);
            return new Random(new Initialization.Gaussian(NumberText.notNegative(deviation, where)));
        }
        if (text.endsWith(".json")) {
            return new Given(fromCase(text, model));
        }
        throw new InputException(
                "--init is '" + text + "', it must be kaiming, xavier, gaussian:SD or a case file (.json)"
                        + Suggestion.suffix(text, List.of("kaiming", "xavier", "gaussian:")));
    }

    private static Parameters fromCase(String path, Model model) {
        CaseFile start = CaseReader.readParameters(path);
        List<String> wanted = names(model);
        if (!names(start.model()).equals(wanted)) {
            throw new InputException("--init " + path + " has the blocks " + String.join(", ", names(start.model()))
                    + " of a " + start.model().kind() + " model, this " + model.kind() + " model has "
                    + String.join(", ", wanted));
        }
        for (int b = 0; b < wanted.size(); b++) {
            ParameterBlock block = model.blocks().get(b);
            Matrix matrix = start.parameters().block(b);
            if (matrix.rows() != block.rows() || matrix.columns() != block.columns()) {
                throw new InputException("--init " + path + ": " + block.name() + " is " + matrix.rows() + " x "
                        + matrix.columns() + ", --inputs, --hidden and --outputs ask for " + block.rows() + " x "
                        + block.columns());
            }
        }
        return start.parameters();
    }

    private static List<String> names(Model model) {
        return model.blocks().stream().map(ParameterBlock::name).toList();
    }
}
