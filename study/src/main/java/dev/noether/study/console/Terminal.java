package dev.noether.study.console;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/** Whether a person watches standard error. */
final class Terminal {

    private static final int STANDARD_ERROR = 2;

    private Terminal() {}

    /** {@code isatty(2)} of the C library: Java itself only knows about standard input and output. */
    static boolean watchesErrors() {
        Linker linker = Linker.nativeLinker();
        try {
            return linker.defaultLookup()
                    .find("isatty")
                    .map(address -> linker.downcallHandle(
                            address, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)))
                    .map(isatty -> {
                        try {
                            return (int) isatty.invokeExact(STANDARD_ERROR) == 1;
                        } catch (Throwable e) {
                            return false;
                        }
                    })
                    .orElse(false);
        } catch (RuntimeException e) {
            return false;
        }
    }
}
