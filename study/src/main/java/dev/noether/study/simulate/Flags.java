package dev.noether.study.simulate;

import dev.noether.study.console.Failures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Flags of {@code simulate} as texts by their names, so that they can come from elsewhere than the command line. */
final class Flags {

    /** Where flags come from, and what is no flag of a simulation. */
    private static final Set<String> OUTER = Set.of("--resume", "--study", "--help", "--version", Failures.DEBUG);

    private Flags() {}

    /** The flags that a command line has. */
    static Map<String, String> given(CommandLine command) {
        Map<String, String> flags = new LinkedHashMap<>();
        for (OptionSpec option : command.getParseResult().matchedOptions()) {
            if (!OUTER.contains(option.longestName())) {
                flags.put(option.longestName(), value(option));
            }
        }
        return flags;
    }

    private static String value(OptionSpec option) {
        return option.arity().max() == 0
                ? "true"
                : option.originalStringValues().getFirst();
    }

    /** The names of all flags. */
    static List<String> names() {
        return new CommandLine(new SimulateCommand())
                .getCommandSpec().options().stream()
                        .map(OptionSpec::longestName)
                        .filter(name -> !OUTER.contains(name))
                        .toList();
    }

    /**
     * The command that has these flags.
     *
     * @param outer whose output it takes
     * @throws ParameterException if a flag or the type of its value is wrong
     */
    static SimulateCommand command(Map<String, String> flags, CommandLine outer) {
        SimulateCommand command = new SimulateCommand();
        new CommandLine(command)
                .setOut(outer.getOut())
                .setErr(outer.getErr())
                .parseArgs(flags.entrySet().stream()
                        .map(flag -> flag.getKey() + "=" + flag.getValue())
                        .toArray(String[]::new));
        return command;
    }
}
