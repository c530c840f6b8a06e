package dev.noether.study.console;

import dev.noether.backend.BackendException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns every exception into one sentence on standard error and an exit status; a stack trace only with --debug. */
public final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {

    /** Flag that asks for stack traces. */
    public static final String DEBUG = "--debug";

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        PrintWriter err = failure.getCommandLine().getErr();
        boolean debug = List.of(arguments).contains(DEBUG);
        if (failure.getCause() instanceof InputException cause) {
            return report(err, cause.getMessage(), failure, debug, ExitStatus.BAD_INPUT);
        }
        return report(err, usageSentence(failure), failure, debug, ExitStatus.BAD_INPUT);
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        return report(failure, command);
    }

    /** Reports any failure of a command that has started. */
    public static int report(Throwable failure, CommandLine command) {
        PrintWriter err = command.getErr();
        CommandLine root = command;
        while (root.getParent() != null) {
            root = root.getParent();
        }
        boolean debug = root.getParseResult() != null
                && root.getParseResult().originalArgs().contains(DEBUG);
        return switch (failure) {
            case InputException e -> report(err, e.getMessage(), e, debug, ExitStatus.BAD_INPUT);
            case BackendException e -> report(err, e.getMessage(), e, debug, status(e.kind()));
            case UncheckedIOException e ->
                report(err, "cannot read or write: " + e.getCause().getMessage(), e, debug, ExitStatus.BAD_INPUT);
            case OutOfMemoryError e ->
                report(
                        err,
                        "this does not fit the memory that Java was given, "
                                + Memory.describe(Runtime.getRuntime().maxMemory())
                                + "; " + Memory.remedy(),
                        e,
                        debug,
                        ExitStatus.BAD_INPUT);
            default ->
                report(
                        err,
                        "internal error, please report it: " + firstLine(failure)
                                + (debug ? "" : " (run again with " + DEBUG + " for the stack trace)"),
                        failure,
                        debug,
                        ExitStatus.INTERNAL_ERROR);
        };
    }

    private static int status(BackendException.Kind kind) {
        return switch (kind) {
            case UNUSABLE -> ExitStatus.UNUSABLE;
            case UNSUPPORTED -> ExitStatus.BAD_INPUT;
        };
    }

    private static int report(PrintWriter err, String sentence, Throwable failure, boolean debug, int status) {
        err.println("noether: " + sentence);
        if (debug) {
            failure.printStackTrace(err);
        }
        err.flush();
        return status;
    }

    /** What is wrong with a flag's value, in the reader's words. */
    public static String sentence(ParameterException failure) {
        return firstLine(failure)
                .replaceFirst(" is not (an int|a long)$", " is not an integer, or too large for one")
                .replaceFirst(" is not a double$", " is not a number");
    }

    private static String usageSentence(ParameterException failure) {
        CommandSpec command = failure.getCommandLine().getCommandSpec();
        String sentence = sentence(failure);
        String suggestion = "";
        if (failure instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()) {
            // What follows may be its value, which picocli would call an option too.
            String option = unmatched.getUnmatched().getFirst().split("=", 2)[0];
            sentence = "there is no option '" + option + "'";
            suggestion = Suggestion.suffix(option, command.optionsMap().keySet());
        } else if (failure instanceof UnmatchedArgumentException unmatched
                && command.subcommands().isEmpty()) {
            sentence = "'" + unmatched.getUnmatched().getFirst() + "' is more than " + command.name() + " takes";
        }
        return sentence + (suggestion.isEmpty() ? " (see '" + command.qualifiedName() + " --help')" : suggestion);
    }

    private static String firstLine(Throwable failure) {
        String message = failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
