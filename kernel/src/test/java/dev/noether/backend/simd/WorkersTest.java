package dev.noether.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/** The team of threads. */
class WorkersTest {

    @Test
    void everyWorkerDoesEveryJobOnceOnItsOwnThread() {
        AtomicIntegerArray calls = new AtomicIntegerArray(3);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        try (Workers workers = new Workers(3)) {
            for (int job = 0; job < 100; job++) {
                workers.run(
                        worker -> {
                            calls.incrementAndGet(worker);
                            threads.add(Thread.currentThread());
                        },
                        new Cancellation(() -> false));
            }
        }
        assertThat(calls.toString()).isEqualTo("[100, 100, 100]");
        assertThat(threads).hasSize(3).contains(Thread.currentThread());
    }

    @Test
    void whatAWorkerThrowsReachesTheCallerAndStopsTheOthers() {
        Cancellation cancellation = new Cancellation(() -> false);
        try (Workers workers = new Workers(2)) {
            assertThatThrownBy(() -> workers.run(
                            worker -> {
                                if (worker == 1) {
                                    throw new IllegalStateException("worker 1");
                                }
                                while (!cancellation.requested()) {
                                    Thread.onSpinWait();
                                }
                            },
                            cancellation))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("worker 1");
        }
    }

    @Test
    void theCallerAsksWhileItWaitsForTheOthers() {
        CountDownLatch asked = new CountDownLatch(3);
        Cancellation cancellation = new Cancellation(() -> {
            asked.countDown();
            return asked.getCount() == 0;
        });
        try (Workers workers = new Workers(2)) {
            workers.run(
                    worker -> {
                        while (worker == 1 && !cancellation.requested()) {
                            Thread.onSpinWait();
                        }
                    },
                    cancellation);
        }
        assertThat(asked.getCount()).isZero();
    }

    @Test
    void refusesWorkAfterItsEnd() {
        Workers workers = new Workers(2);
        workers.close();
        assertThatThrownBy(() -> workers.run(worker -> {}, new Cancellation(() -> false)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this stepper is closed");
    }
}
