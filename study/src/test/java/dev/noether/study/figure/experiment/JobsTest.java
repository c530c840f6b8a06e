package dev.noether.study.figure.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noether.study.figure.experiment.Jobs.Job;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JobsTest {

    private final Map<String, Integer> threadsOf = new ConcurrentHashMap<>();

    private Job noting(String name, long work, boolean divisible) {
        return new Job(work, divisible, (threads, done) -> {
            assertThat(threadsOf.put(name, threads)).isNull();
            done.accept(work / 2);
            done.accept(work);
        });
    }

    @Test
    void whatIsLongerThanItsShareHasAllThreads() {
        // 100 of 190 on two threads; then 50 of 90; of the 40 that are left none is more than half.
        List<Job> jobs = List.of(
                noting("small", 10, true),
                noting("large", 50, true),
                noting("largest", 100, true),
                noting("middle", 15, true),
                noting("other", 15, true));
        Jobs.run(jobs, 2, done -> {}, () -> false);
        assertThat(threadsOf).isEqualTo(Map.of("small", 1, "large", 2, "largest", 2, "middle", 1, "other", 1));
    }

    @Test
    void whatCannotBeDividedHasOneThread() {
        Jobs.run(List.of(noting("a", 100, false), noting("b", 1, true)), 4, done -> {}, () -> false);
        assertThat(threadsOf).containsEntry("a", 1);
    }

    @Test
    void theWorkOfAllAddsUp() {
        AtomicLong last = new AtomicLong();
        List<Job> jobs = IntStream.range(0, 20)
                .mapToObj(k -> noting("job " + k, 10 + k, k % 2 == 0))
                .toList();
        Jobs.run(
                jobs,
                3,
                done -> {
                    assertThat(done).isGreaterThanOrEqualTo(last.get());
                    last.set(done);
                },
                () -> false);
        assertThat(threadsOf).hasSize(20);
        assertThat(last).hasValue(20 * 10 + 190);
    }

    /** Each waits for the other. */
    @Test
    void twoRunSideBySide() {
        CyclicBarrier meeting = new CyclicBarrier(2);
        Job job = new Job(1, false, (threads, done) -> {
            try {
                meeting.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new AssertionError(e);
            }
        });
        Jobs.run(List.of(job, job), 2, done -> {}, () -> false);
    }

    @Test
    void aCancellationBeginsNothingAndLeavesBehindWhatDoesNotAsk() {
        AtomicBoolean cancelled = new AtomicBoolean();
        CountDownLatch never = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        Job deaf = new Job(100, false, (threads, done) -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Job asking = new Job(90, true, (threads, done) -> {
            cancelled.set(true);
            ended.set(true);
        });
        Jobs.run(List.of(noting("late", 1, true), asking, deaf), 2, done -> {}, cancelled::get);
        assertThat(ended).isTrue();
        assertThat(threadsOf).isEmpty();
        never.countDown();
    }

    @Test
    void aFailureIsThatOfTheJob() {
        Job fails = new Job(1, false, (threads, done) -> {
            throw new IllegalArgumentException("no such net");
        });
        assertThatThrownBy(() -> Jobs.run(List.of(noting("a", 2, true), fails), 2, done -> {}, () -> false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no such net");
    }
}
