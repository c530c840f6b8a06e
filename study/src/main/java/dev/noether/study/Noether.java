package dev.noether.study;

import dev.noether.study.bundle.BundleCommand;
import dev.noether.study.console.ExitStatus;
import dev.noether.study.console.Failures;
import dev.noether.study.console.InputException;
import dev.noether.study.console.StandardOutput;
import dev.noether.study.console.Suggestion;
import dev.noether.study.console.Version;
import dev.noether.study.equilibrium.EquilibriumCommand;
import dev.noether.study.evaluate.EvaluateCommand;
import dev.noether.study.figure.FigureCommand;
import dev.noether.study.report.ReportCommand;
import dev.noether.study.simulate.SimulateCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code noether} command: reads the command line and hands it to one of its subcommands. */
@Command(
        name = "noether",
        description = "How stochastic gradient descent moves along the symmetries of a model.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  noether simulate --inputs 30 --hidden 40 --noise-variances 0.2 --steps 4000"},
        subcommands = {
            FigureCommand.class,
            ReportCommand.class,
            SimulateCommand.class,
            EquilibriumCommand.class,
            EvaluateCommand.class,
            ValidateCommand.class,
            DevicesCommand.class,
            BenchCommand.class,
            BundleCommand.class
        })
public final class Noether implements Runnable {

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("UnusedVariable") // looked up by its name where a failure is reported
    @Option(names = Failures.DEBUG, scope = ScopeType.INHERIT, description = "print the stack trace of an error")
    private boolean debug;

    /** Runs a command and ends the process with its exit status. */
    public static void main(String[] arguments) {
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        System.exit(run(out, System.out.charset(), new PrintWriter(System.err, true), arguments));
    }

    /** As {@link #run(PrintWriter, PrintWriter, String...)}, and output that cannot be written is an error. */
    static int run(OutputStream out, Charset charset, PrintWriter err, String... arguments) {
        StandardOutput watched = new StandardOutput(out);
        PrintWriter writer = new PrintWriter(watched, true, charset);
        int status = run(writer, err, arguments);
        writer.flush();
        watched.failure().ifPresent(reason -> err.println("noether: standard output cannot be written: " + reason));
        return watched.failure().isPresent() ? ExitStatus.BAD_INPUT : status;
    }

    /** Runs a command in this process: its output goes to the writers, its exit status is returned. */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine command = commandLine().setOut(out).setErr(err);
        try {
            requireCommand(command, arguments);
            return command.execute(arguments);
        } catch (InputException e) {
            return Failures.report(e, command);
        } catch (ExceptionInInitializerError e) {
            // A setting of the process that a class refuses when it is first used, as the width of the vectors.
            if (e.getCause() instanceof IllegalArgumentException refused) {
                return Failures.report(new InputException(refused.getMessage()), command);
            }
            throw e;
        } catch (OutOfMemoryError | StackOverflowError e) {
            // picocli hands on exceptions only.
            return Failures.report(e, command);
        }
    }

    /** picocli by itself would take {@code unknown --help} for a wish to see the general help. */
    private static void requireCommand(CommandLine command, String... arguments) {
        Set<String> known = command.getSubcommands().keySet();
        String first = arguments.length == 0 ? "-" : arguments[0];
        if (!first.startsWith("-") && !known.contains(first)) {
            throw new InputException("there is no command '" + first + "'" + Suggestion.suffix(first, known)
                    + "; the commands are " + String.join(", ", known));
        }
    }

    static CommandLine commandLine() {
        Failures failures = new Failures();
        return new CommandLine(new Noether())
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures)
                .setAbbreviatedOptionsAllowed(false)
                .setOverwrittenOptionsAllowed(false);
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Missing command: one of "
                        + String.join(", ", spec.subcommands().keySet()));
    }
}
