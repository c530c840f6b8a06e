package dev.noether.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;

/** The direction of the dependencies, as ARCHITECTURE.md draws it. */
@AnalyzeClasses(packages = "dev.noether", importOptions = ImportOption.DoNotIncludeTests.class)
class DependenciesTest {

    private static final String MODEL = "dev.noether.model..";
    private static final String RANDOM = "dev.noether.random..";
    private static final String TASK = "dev.noether.task..";
    private static final String BACKEND = "dev.noether.backend";
    private static final String SIMD = "dev.noether.simd..";
    private static final String SIMD_BACKEND = "dev.noether.backend.simd..";
    private static final String UNFUSED = "dev.noether.unfused..";
    private static final String SGD = "dev.noether.sgd..";
    private static final String REDUCTION = "dev.noether.reduction..";
    private static final String GPU = "dev.noether.gpu..";
    private static final String THEORY = "dev.noether.theory..";
    private static final String VALIDATE = "dev.noether.validate";
    private static final String REFERENCE = "dev.noether.validate.reference..";
    private static final String TRACED = "dev.noether.validate.traced..";
    private static final String FUNCTIONS = "dev.noether.validate.functions..";
    private static final String SPECTRUM = "dev.noether.spectrum..";
    private static final String BENCH = "dev.noether.bench..";
    private static final String STUDY = "dev.noether.study..";
    private static final String VECTORS = "jdk.incubator.vector..";
    private static final String OPENCL = "org.jocl..";

    /** The kernel knows nobody: each of its packages lists all that it may touch besides java. */
    @ArchTest
    static final ArchRule MODEL_TOUCHES_NOTHING = only(MODEL);

    @ArchTest
    static final ArchRule RANDOM_TOUCHES_NOTHING = only(RANDOM);

    @ArchTest
    static final ArchRule TASK_TOUCHES_MODEL_AND_RANDOM = only(TASK, MODEL, RANDOM);

    @ArchTest
    static final ArchRule BACKEND_TOUCHES_MODEL_AND_TASK = only(BACKEND, MODEL, TASK);

    @ArchTest
    static final ArchRule SIMD_TOUCHES_MODEL_AND_RANDOM = only(SIMD, MODEL, RANDOM, VECTORS);

    @ArchTest
    static final ArchRule THE_SIMD_BACKEND_TOUCHES_CONTRACTS_AND_SIMD =
            only(SIMD_BACKEND, BACKEND, SIMD, MODEL, RANDOM, TASK, UNFUSED, VECTORS);

    @ArchTest
    static final ArchRule WHAT_LOADS_KERNELS_ANEW_TOUCHES_CONTRACTS = only(UNFUSED, BACKEND);

    @ArchTest
    static final ArchRule TRAJECTORIES_TOUCH_CONTRACTS = only(SGD, BACKEND, MODEL, RANDOM, TASK);

    @ArchTest
    static final ArchRule REDUCTIONS_TOUCH_CONTRACTS_AND_STARTS = only(REDUCTION, SGD, BACKEND, MODEL, RANDOM, TASK);

    /** A backend sees the contracts and its own library, never another backend. */
    @ArchTest
    static final ArchRule THE_OPENCL_BACKEND_TOUCHES_CONTRACTS_AND_JOCL =
            only(GPU, BACKEND, MODEL, RANDOM, TASK, OPENCL);

    /** The oracle shares no code with what it judges: it has a random stream of its own. */
    @ArchTest
    static final ArchRule THE_REFERENCE_TOUCHES_CONTRACTS_ONLY = only(REFERENCE, BACKEND, MODEL, TASK);

    @ArchTest
    static final ArchRule THE_REFEREE_TOUCHES_CONTRACTS_AND_THE_REFERENCE =
            only(VALIDATE, REFERENCE, TRACED, FUNCTIONS, BACKEND, MODEL, RANDOM, TASK, SGD);

    /** Nor does the error analysis share code with either side of a comparison; it has the series of the oracles. */
    @ArchTest
    static final ArchRule THE_ERROR_ANALYSIS_TOUCHES_CONTRACTS_AND_ORACLES =
            only(TRACED, FUNCTIONS, BACKEND, MODEL, TASK);

    /** The one place outside the kernel that calls functions of the lanes: to judge them. */
    @ArchTest
    static final ArchRule THE_ORACLES_OF_FUNCTIONS_TOUCH_THE_LANES = only(FUNCTIONS, SIMD, MODEL);

    @ArchTest
    static final ArchRule SPECTRA_TOUCH_CONTRACTS = only(SPECTRUM, BACKEND, MODEL, RANDOM);

    @ArchTest
    static final ArchRule THEORY_TOUCHES_CONTRACTS_REDUCTIONS_AND_LIBRARIES =
            only(THEORY, BACKEND, MODEL, TASK, REDUCTION, "org.ojalgo..", "org.hipparchus..");

    @ArchTest
    static final ArchRule THE_COMMAND_LINE_KNOWS_NO_BENCHMARK = noClasses()
            .that()
            .resideInAPackage(STUDY)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BENCH);

    @ArchTest
    static final ArchRule BENCHMARKS_KNOW_NO_COMMAND_LINE = noClasses()
            .that()
            .resideInAPackage(BENCH)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(STUDY);

    @ArchTest
    static final ArchRule THE_VECTOR_API_STAYS_IN_ITS_PACKAGES = noClasses()
            .that()
            .resideOutsideOfPackages(SIMD, SIMD_BACKEND)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(VECTORS);

    @ArchTest
    static final ArchRule JOCL_STAYS_IN_ITS_MODULE = noClasses()
            .that()
            .resideOutsideOfPackage(GPU)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(OPENCL);

    /** Fails if there is no class in the package, so that a rule cannot be empty. */
    private static ArchRule only(String... packages) {
        String[] allowed =
                Stream.concat(Stream.of(packages), Stream.of("java..")).toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(packages[0])
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed);
    }
}
