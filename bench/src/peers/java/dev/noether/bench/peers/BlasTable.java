package dev.noether.bench.peers;

import dev.noether.backend.Stepper;
import dev.noether.bench.Contest;
import dev.noether.bench.Nets;
import dev.noether.bench.Size;
import dev.noether.model.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Steps of the linear net by every library, order and size: microseconds a step. */
public final class BlasTable {
    private BlasTable() {}

    public static void main(String[] args) {
        int threads = Integer.parseInt(args[0]);
        Mkl mkl = new Mkl();
        OpenBlas open = new OpenBlas();
        mkl.setThreads(threads);
        open.setThreads(threads);
        System.out.println(mkl.version());
        System.out.println(open.version());
        System.out.println("threads " + threads);
        java.util.Set<String> only = java.util.Set.of(args).size() > 1 ? java.util.Set.of(args) : java.util.Set.of();
        for (Precision precision : Precision.values()) {
            for (Size size : Size.values()) {
                if (!only.isEmpty() && !only.contains(size + "-" + precision)) continue;
                if (size == Size.LARGE && precision == Precision.DOUBLE) continue;
                if (threads > 1 && (size == Size.RANK_ONE)) continue;
                row(size, precision, threads, mkl, open);
            }
        }
    }

    private static void row(Size size, Precision precision, int threads, Mkl mkl, OpenBlas open) {
        Gaussians g = Gaussians.fastest(mkl, precision, MinibatchBuffer.numbersAtOnce(size));
        System.out.printf(
                Locale.ROOT,
                "%n%s %s: normals %s %.3f ns%n",
                size.label,
                precision,
                g.name(),
                g.nanoseconds());
        PeerCheck check = new PeerCheck(size, size.net(), precision);
        List<Contest.Contender> contenders = new ArrayList<>();
        Stepper stepper = Nets.stepper("simd", size, size.net(), precision, threads);
        contenders.add(new Contest.Contender(
                "noether", steps -> stepper.advance(stepper.step(0) + steps, () -> false)));
        record Library(String name, Blas blas, Product.Maker maker) {}
        Blas mb = mkl.blas(precision);
        Blas ob = open.blas(precision);
        List<Library> libs = new ArrayList<>();
        libs.add(new Library("MKL", mb, (al, a, b, be, c) -> new GemmProduct(mb, al, a, b, be, c)));
        libs.add(new Library("OpenBLAS", ob, (al, a, b, be, c) -> new GemmProduct(ob, al, a, b, be, c)));
        if (size.hidden <= 128) {
            libs.add(new Library("MKL compiled", mb, mkl.compiler(precision)));
        }
        for (Library lib : libs) {
            for (LinearNetOnBlas.Order order : LinearNetOnBlas.Order.values()) {
                PeerTrajectory best = null;
                double bestTime = Double.POSITIVE_INFINITY;
                String label = null;
                for (LinearNetOnBlas.Layout layout : LinearNetOnBlas.Layout.all()) {
                    PeerTrajectory t = new LinearNetOnBlas(size, lib.blas, lib.maker, g, order, layout);
                    check.require(lib.name, t);
                    double time = quick(t);
                    if (time < bestTime) {
                        bestTime = time;
                        best = t;
                        label = layout.label();
                    }
                }
                PeerTrajectory b = best;
                contenders.add(new Contest.Contender(
                        lib.name + ", " + order.label() + " (" + label + ")", b::advance));
            }
            if (size == Size.RANK_ONE && !lib.name.endsWith("compiled")) {
                PeerTrajectory t = new RankOneOnBlas(size, lib.blas, g);
                check.require(lib.name, t);
                contenders.add(new Contest.Contender(lib.name + ", vectors", t::advance));
            }
        }
        Contest contest = new Contest(15, 15, 250, threads > 1);
        double ours = 0;
        for (Contest.Time t : contest.run(contenders)) {
            if (ours == 0) ours = t.nanoseconds();
            System.out.printf(
                    Locale.ROOT,
                    "  %-46s %12.3f us  +- %4.1f %%   %6.2f%n",
                    t.name(),
                    t.nanoseconds() / 1e3,
                    100 * t.spread(),
                    t.nanoseconds() / ours);
        }
        System.out.printf(Locale.ROOT, "  warm-up %.1f s%n", contest.warmUpSeconds());
        stepper.close();
    }

    private static double quick(PeerTrajectory t) {
        int n = 1;
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < 5; ) {
            long s = System.nanoTime();
            t.advance(n);
            long e = System.nanoTime() - s;
            if (e < 2_000_000) {
                n *= 2;
            } else {
                i++;
                best = Math.min(best, (double) e / n);
                if (e > 50_000_000 && i >= 2) break;
            }
        }
        return best;
    }
}
