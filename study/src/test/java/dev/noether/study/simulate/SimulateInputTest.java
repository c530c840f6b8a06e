package dev.noether.study.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.study.CommandLineRun;
import dev.noether.study.console.ExitStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that {@code simulate} refuses before it starts. */
class SimulateInputTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--inputs 0 | --inputs is 0, it must be at least 1",
                "--outputs 0 | --outputs is 0, it must be at least 1",
                "--hidden 0 | --hidden is 0, it must be at least 1",
                "--hidden 3,4 | --hidden is '3,4', a two-layer net has one hidden layer: give one number",
                "--hidden many | --hidden is 'many', it must be an integer from 1 to 2147483647",
                "--inputs 99999999999 | Invalid value for option '--inputs': '99999999999' is not an integer, or too large for one (see 'noether simulate --help')",
                "--model two-layers | --model is 'two-layers', it must be two-layer, deep-linear, net-a, net-b or scale-invariant, did you mean 'two-layer'?",
                "--model net-b --hidden 3,4 | --hidden is '3,4', a net-b net has one hidden layer: give one number",
                "--model deep-linear --hidden 3,,4 | a width of --hidden is '', it must be an integer from 1 to 2147483647",
                "--model deep-linear --hidden 3,0 | a width of --hidden is 0, it must be at least 1",
                "--model scale-invariant --hidden 3 | --hidden 3 does not go with --model scale-invariant, which has no hidden units; leave it out",
                "--model scale-invariant --outputs 2 | --outputs is 2, --model scale-invariant has one output; leave it out",
                "--model scale-invariant | --target identity needs as many outputs as inputs, not 2 inputs and 1 outputs; take --target gaussian or a .npy file of 1 x 2",
                "--model net-a --activation tanh | --activation tanh belongs to --model two-layer, not to net-a; leave it out",
                "--model deep-linear --slope 0.1 | --slope 0.1 belongs to --model two-layer, not to deep-linear; leave it out",
                "--activation relu --slope 0.1 | --slope 0.1 belongs to --activation leaky-relu, not to relu; leave it out",
                "--activation leaky-relu --slope inf | --slope is 'inf', it must be a finite number",
                "--activation tahn | --activation is 'tahn', it must be identity, tanh, relu, leaky-relu, swish, gelu or softplus, did you mean 'tanh'?",
                "--model net-a --algorithm gd | --algorithm gd needs --samples N here: only models that are linear in their inputs have an exact population gradient",
                "--model net-a --observe loss,balance | --observe lists balance, which belongs to a double rotation, which this net-a model does not have; leave it out",
                "--activation tanh --observe balanceMatrix | --observe lists balanceMatrix, which belongs to a double rotation, which this two-layer model does not have; leave it out",
                "--loss max | --loss is 'max', it must be sum or mean",
                "--noise-variances -1 | a variance of --noise-variances is -1, it must be finite and at least 0",
                "--input-variances 1,2 | --input-variances lists 2 variances, --inputs asks for 30; give one number, 30 of them, VALUE*COUNT items that add up to 30, or power:P",
                "--target nowhere.npy | nowhere.npy does not exist; name a .npy file",
                "--outputs 4 | --target identity needs as many outputs as inputs, not 30 inputs and 4 outputs; take --target gaussian or a .npy file of 4 x 30",
                "--algorithm sdg | --algorithm is 'sdg', it must be sgd, gd or flow",
                "--flow-step 0.5 | --flow-step goes with --algorithm flow, not with sgd",
                "--algorithm flow --flow-step 0 | --flow-step is 0, it must be finite and above 0",
                "--algorithm flow --model net-a --batch 1 | --batch is 1, --algorithm flow needs at least 2 here: where"
                        + " there is no exact gradient the noise comes from the spread of a minibatch; or take"
                        + " --samples N",
                "--algorithm gd --batch 3 | --batch does not go with --algorithm gd, which uses every sample; take --samples N for a data set, or leave --batch out",
                "--batch 0 | --batch is 0, it must be at least 1",
                "--samples 0 | --samples is 0, it must be at least 1",
                "--learning-rate -0.1 | --learning-rate is -0.1, it must be finite and at least 0",
                "--learning-rate NaN | --learning-rate is NaN, it must be finite and at least 0",
                "--learning-rate fast | Invalid value for option '--learning-rate': 'fast' is not a number (see 'noether simulate --help')",
                "--weight-decay -1 | --weight-decay is -1, it must be finite and at least 0",
                "--momentum -1 | --momentum is -1, it must be finite and at least 0",
                "--momentum 0.9 | --momentum is 0.9, it must be 0 in this version (plain SGD and GD)",
                "--schedule warm:10:0.1 | --schedule is 'warm:10:0.1', it must be constant, warmup:STEPS:FROM,"
                        + " piecewise:STEP=RATE,..., cosine:STEPS or step:EVERY:FACTOR, did you mean 'warmup'?",
                "--schedule warmup:10 | --schedule is 'warmup:10', it must be constant, warmup:STEPS:FROM,"
                        + " piecewise:STEP=RATE,..., cosine:STEPS or step:EVERY:FACTOR",
                "--schedule cosine:0 | STEPS of --schedule 'cosine:0' is 0, it must be at least 1",
                "--schedule cosine:1.5 | STEPS of --schedule 'cosine:1.5' is '1.5', it must be an integer of at least 1",
                "--schedule step:10:-1 | FACTOR of --schedule 'step:10:-1' is -1, it must be finite and at least 0",
                "--schedule piecewise:10 | --schedule is 'piecewise:10': '10' must be STEP=RATE, as in"
                        + " piecewise:5000=0.008",
                "--schedule piecewise:10=1,5=2 | --schedule is 'piecewise:10=1,5=2': step 5 comes after step 10, the"
                        + " steps must increase",
                "--schedule piecewise:10=x | RATE of --schedule 'piecewise:10=x' is 'x', it must be a finite number",
                "--steps -1 | --steps is -1, it must be at least 0",
                "--every 0 | --every is 0, it must be at least 1",
                "--replicas 0 | --replicas is 0, it must be at least 1",
                "--replicas 2000000 | --replicas is 2000000, it must be at most 1048576",
                "--seed 9223372036854775806 --replicas 3 | --seed is 9223372036854775806, with --replicas 3 it must be at"
                        + " most 9223372036854775805: replica k has seed + k",
                "--engine width | --engine is 'width', it must be auto, parameters, width-free or statistics",
                "--engine width-free | --engine width-free needs more hidden units than the 30 inputs and 30 outputs together, --hidden is 40; take auto or parameters",
                "--engine width-free --hidden 60 | --engine width-free needs more hidden units than the 30 inputs and 30 outputs together, --hidden is 60; take auto or parameters",
                "--engine width-free --hidden 100 --activation relu | --engine width-free needs --model two-layer with --activation identity, whose rotations it rests on; take auto or parameters",
                "--engine width-free --hidden 100,100 --model deep-linear | --engine width-free needs --model two-layer with --activation identity, whose rotations it rests on; take auto or parameters",
                "--engine width-free --hidden 2000000000 | the block U of 30 x 2000000000 elements is larger than one matrix can be, 2147483647 elements; take smaller sizes",
                "--engine statistics | --engine is 'statistics', it must be auto, parameters or width-free in this version (samples are drawn, of which every engine takes the second moments where that is faster)",
                "--observe los | --observe lists 'los', it may list loss, hessianTrace, hessianTraceByBlock, squaredNorm, balance, relativeBalance, balanceMatrix, charges, noiseTrace, noiseCharges, did you mean 'loss'?",
                "--init kaimin | --init is 'kaimin', it must be kaiming, xavier, gaussian:SD or a case file (.json), did you mean 'kaiming'?",
                "--init gaussian:-1 | the standard deviation of --init gaussian is -1, it must be finite and at least 0",
                "--init nowhere.json | nowhere.json does not exist; name a case file, or - for standard input",
                "--threads 0 | --threads is 0, it must be at least 1",
                "--precision half | --precision is 'half', it must be float or double",
                "--backend smid | --backend is 'smid', it must be reference, simd or opencl, did you mean 'simd'?",
                "--backend reference --device 0 | --device 0 belongs to --backend opencl, not to reference",
                "--backend opencl --device -1 | --device is -1, it must be at least 0",
                "--out /proc/self/fd/x | --out /proc/self/fd/x cannot be made (/proc/self/fd/x); name a folder that can be written",
                "--seed 1.5 | Invalid value for option '--seed': '1.5' is not an integer, or too large for one (see 'noether simulate --help')",
                "--checkpoint-every 0 --out out | --checkpoint-every is 0, it must be at least 1",
                "--checkpoint-every 5 | --checkpoint-every needs a folder for the checkpoint; add --out DIR",
                "--resume nowhere | --resume nowhere has no checkpoint.npz; name the --out of a run with --checkpoint-every",
                "--resume nowhere --threads 0 | --threads is 0, it must be at least 1",
            })
    void isOneSentenceWithStatusTwo(String flags, String sentence) {
        CommandLineRun run = CommandLineRun.line("simulate " + flags);
        assertThat(run.err().strip()).isEqualTo("noether: " + sentence);
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void theReferenceHasNoFloat() {
        CommandLineRun run = CommandLineRun.line("simulate --backend reference --precision float");
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(run.err()).startsWith("noether: --precision float: the reference backend");
        assertThat(run.err().strip().lines()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--hidden 2000000000",
                "--inputs 2000000000",
                "--inputs 100000 --hidden 100000",
                "--batch 2000000000",
                "--samples 2000000000",
                "--replicas 1000000 --hidden 1000",
                "--model net-a --hidden 2000000000",
                "--model deep-linear --hidden 5,100000,1000000",
                "--model scale-invariant --inputs 2000000000",
                "--activation tanh --inputs 4 --hidden 3 --replicas 1000000",
            })
    void aSizeBeyondMemoryIsSaidBeforeWorkStarts(String flags) {
        CommandLineRun run = CommandLineRun.line("simulate --backend reference " + flags);
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(run.err()).contains(" needs about ", " of memory, Java was given ");
        assertThat(run.err().strip().lines()).hasSize(1);
    }
}
