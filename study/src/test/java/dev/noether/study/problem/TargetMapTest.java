package dev.noether.study.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.Matrix;
import dev.noether.study.console.InputException;
import dev.noether.study.file.Npy;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetMapTest {

    @TempDir
    private Path folder;

    private String file(double[][] rows) throws IOException {
        Path path = folder.resolve("target.npy");
        try (OutputStream out = Files.newOutputStream(path)) {
            Npy.write(out, List.of(Matrix.of(rows)));
        }
        return path.toString();
    }

    @Test
    void identityAndItsMultiplesAreDiagonal() {
        assertThat(TargetMap.parse("identity", 2, 2).draw(1).toRows()).isDeepEqualTo(new double[][] {{1, 0}, {0, 1}});
        assertThat(TargetMap.parse("scale:-0.5", 2, 2).draw(1).toRows())
                .isDeepEqualTo(new double[][] {{-0.5, 0}, {0, -0.5}});
    }

    @Test
    void gaussianEntriesHaveVarianceOneOverTheInputs() {
        int inputs = 50;
        int outputs = 400;
        Matrix target = TargetMap.parse("gaussian", outputs, inputs).draw(7);
        double squares = 0;
        for (double[] row : target.toRows()) {
            for (double entry : row) {
                squares += entry * entry;
            }
        }
        // The mean of n squared normals has the relative deviation sqrt(2 / n); five of them.
        double n = inputs * outputs;
        assertThat(squares / n * inputs).isCloseTo(1, within(5 * Math.sqrt(2 / n)));
    }

    @Test
    void gaussianTargetsFollowTheSeed() {
        TargetMap gaussian = TargetMap.parse("gaussian", 3, 5);
        assertThat(gaussian.draw(4).toRows()).isDeepEqualTo(gaussian.draw(4).toRows());
        assertThat(gaussian.draw(4).get(0, 0)).isNotEqualTo(gaussian.draw(5).get(0, 0));
    }

    @Test
    void filesGiveTheirMatrix() throws IOException {
        double[][] rows = {{1, 2, 3}, {4, 5, 6}};
        assertThat(TargetMap.parse(file(rows), 2, 3).draw(9).toRows()).isDeepEqualTo(rows);
    }

    @Test
    void filesOfAnotherShapeOrWithNaNAreRefused() throws IOException {
        String path = file(new double[][] {{1, 2, Double.NaN}});
        assertThatThrownBy(() -> TargetMap.parse(path, 3, 1))
                .isInstanceOf(InputException.class)
                .hasMessage("--target " + path + " is 1 x 3, outputs and inputs ask for 3 x 1");
        assertThatThrownBy(() -> TargetMap.parse(path, 1, 3))
                .isInstanceOf(InputException.class)
                .hasMessage("--target " + path + ", row 1, column 3 is NaN, it must be finite");
    }

    @Test
    void onlySquareShapesHaveAnIdentity() {
        for (String text : List.of("identity", "scale:2")) {
            assertThatThrownBy(() -> TargetMap.parse(text, 4, 30))
                    .isInstanceOf(InputException.class)
                    .hasMessage("--target " + text + " needs as many outputs as inputs, not 30 inputs and 4 outputs;"
                            + " take --target gaussian or a .npy file of 4 x 30");
        }
    }

    @Test
    void otherWordsAreRefused() {
        assertThatThrownBy(() -> TargetMap.parse("gausian", 2, 2))
                .isInstanceOf(InputException.class)
                .hasMessage("--target is 'gausian', it must be identity, scale:C, gaussian or a .npy file, did you mean"
                        + " 'gaussian'?");
        assertThatThrownBy(() -> TargetMap.parse("scale:big", 2, 2))
                .isInstanceOf(InputException.class)
                .hasMessage("the factor of --target scale is 'big', it must be a finite number");
    }
}
