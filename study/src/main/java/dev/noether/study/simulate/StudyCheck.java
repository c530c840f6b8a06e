package dev.noether.study.simulate;

import dev.noether.study.console.Failures;
import dev.noether.study.console.InputException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * All mistakes of a study file, by the checks of the command line: these stop at the first, so a flag that is wrong is
 * taken out and the rest is checked again. What is then wrong only because that flag is gone is no mistake.
 */
final class StudyCheck {

    private static final Pattern FLAG = Pattern.compile("--[a-z]+(-[a-z]+)*");

    private StudyCheck() {}

    /**
     * The command of a study.
     *
     * @param given flags of the command line, which win
     * @throws InputException with one line a mistake
     */
    static SimulateCommand command(StudyFile study, Map<String, String> given, CommandLine outer) {
        Map<String, String> flags = study.flags();
        flags.putAll(given);
        Set<String> removed = new HashSet<>();
        while (true) {
            SimulateCommand command = null;
            String sentence;
            try {
                command = Flags.command(flags, outer);
                command.plan();
                sentence = null;
            } catch (ParameterException e) {
                sentence = Failures.sentence(e);
            } catch (InputException e) {
                sentence = e.getMessage();
            }
            if (sentence == null) {
                study.requireNoMistake();
                return command;
            }
            List<String> named =
                    FLAG.matcher(sentence).results().map(found -> found.group()).toList();
            String culprit = named.stream()
                    .filter(flag -> flags.containsKey(flag) && !given.containsKey(flag))
                    .findFirst()
                    .orElse(null);
            boolean followsFromAnother = named.stream().anyMatch(removed::contains);
            if (culprit == null) {
                if (!followsFromAnother && named.stream().noneMatch(given::containsKey)) {
                    study.addMissing(named, sentence);
                }
                study.requireNoMistake();
                throw new InputException(sentence);
            }
            if (!followsFromAnother) {
                study.add(culprit, sentence);
            }
            flags.remove(culprit);
            removed.add(culprit);
        }
    }
}
