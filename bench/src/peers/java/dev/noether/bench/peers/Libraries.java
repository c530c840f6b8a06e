package dev.noether.bench.peers;

import dev.noether.model.Precision;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The peers, loaded and told how many threads to use. */
final class Libraries {

    /**
     * One that multiplies matrices.
     *
     * @param name in tables
     * @param blas its functions
     * @param maker of its products
     */
    record Multiplier(String name, Blas blas, Product.Maker maker) {

        static Multiplier ofGemm(Blas blas) {
            return new Multiplier(
                    blas.name(), blas, (alpha, a, b, beta, c) -> new GemmProduct(blas, alpha, a, b, beta, c));
        }
    }

    final Mkl mkl = new Mkl();
    private final OpenBlas openBlas = new OpenBlas();
    private final Map<Precision, List<Multiplier>> multipliers = new EnumMap<>(Precision.class);

    Libraries(int threads) {
        mkl.setThreads(threads);
        openBlas.setThreads(threads);
        Torch.setThreads(threads);
        for (Precision precision : Precision.values()) {
            Blas ofMkl = mkl.blas(precision);
            multipliers.put(
                    precision,
                    List.of(
                            Multiplier.ofGemm(ofMkl),
                            new Multiplier("MKL, compiled for the shape", ofMkl, mkl.compiler(precision)),
                            Multiplier.ofGemm(openBlas.blas(precision))));
        }
    }

    /** All that multiply; those that compile products only where every side of a product is short. */
    List<Multiplier> multipliers(Precision precision, boolean small) {
        List<Multiplier> all = new ArrayList<>(multipliers.get(precision));
        if (!small) {
            all.remove(1);
        }
        return all;
    }

    /** What they are, in their own words. */
    List<String> versions() {
        return List.of(mkl.version(), openBlas.version(), Torch.version());
    }
}
