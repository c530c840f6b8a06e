package dev.noether.study.figure.hidden;

import dev.noether.model.Activation;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.experiment.Experiment;
import dev.noether.study.figure.experiment.Recordings;
import dev.noether.study.figure.hidden.HiddenSetting.Pace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * What the runs of a figure came to.
 *
 * @param ends one for each activation and pace
 */
record HiddenRuns(List<End> ends) {

    /**
     * The end of one run.
     *
     * @param activation of its net
     * @param pace SGD or GD
     * @param recording of this one trajectory
     * @param representation of its last parameters
     */
    record End(Activation activation, Pace pace, Experiment.Recording recording, Representation representation) {

        String name() {
            return HiddenSetting.name(activation, pace);
        }
    }

    static HiddenRuns of(
            HiddenSetting setting,
            List<Activation> activations,
            FigureRequest request,
            LongConsumer done,
            BooleanSupplier cancelled) {
        List<Experiment> experiments = experiments(setting, activations, request);
        List<Experiment.Recording> recordings = Recordings.of(experiments, request, done, cancelled);
        List<End> ends = new ArrayList<>();
        for (Activation activation : activations) {
            for (Pace pace : setting.paces(request.size())) {
                Experiment.Recording recording = recordings.get(ends.size());
                ends.add(new End(
                        activation,
                        pace,
                        recording,
                        Representation.of(recording.ends().getFirst(), setting.task())));
            }
        }
        return new HiddenRuns(ends);
    }

    static List<Experiment> experiments(HiddenSetting setting, List<Activation> activations, FigureRequest request) {
        return activations.stream()
                .flatMap(activation -> setting.paces(request.size()).stream()
                        .map(pace -> setting.experiment(activation, pace, request)))
                .toList();
    }

    /** SGD of an activation. */
    Representation sgd(Activation activation) {
        return of(activation).getFirst().representation();
    }

    /** GD of an activation. */
    Representation gd(Activation activation) {
        return of(activation).getLast().representation();
    }

    private List<End> of(Activation activation) {
        return ends.stream().filter(end -> end.activation() == activation).toList();
    }
}
