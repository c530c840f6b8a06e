package dev.noether.study;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a command did.
 *
 * @param status exit status
 * @param out standard output
 * @param err standard error
 */
public record CommandLineRun(int status, String out, String err) {

    /** Runs a command in this process. */
    public static CommandLineRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Noether.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new CommandLineRun(status, out.toString(), err.toString());
    }

    /** Runs a command with more arguments behind it, split at blanks. */
    public static CommandLineRun line(String line, String... more) {
        List<String> arguments = new ArrayList<>(List.of(line.split(" ")));
        arguments.addAll(List.of(more));
        return of(arguments.toArray(String[]::new));
    }

    /** The one JSON object on standard output. */
    public JsonNode json() {
        if (out.strip().lines().count() != 1) {
            throw new AssertionError("standard output is not one line but: " + out + " and the errors: " + err);
        }
        return JsonMapper.builder().build().readTree(out);
    }

    /** The command line of a child process of its own, which runs with the default reaction to an interrupt. */
    public static List<String> childProcess(List<String> jvmFlags, String... arguments) {
        List<String> command = new ArrayList<>();
        // A build in the background ignores interrupts, and its children would inherit that.
        command.addAll(List.of("env", "--default-signal=INT"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(jvmFlags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path").replace(File.pathSeparator, ":")));
        command.add(Noether.class.getName());
        command.addAll(List.of(arguments));
        return command;
    }
}
