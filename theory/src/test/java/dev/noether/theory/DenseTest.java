package dev.noether.theory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.R064Store;

class DenseTest {

    @Test
    void evaluatesAnExpressionOnceAndAStoreNotAtAll() {
        R064Store a = (R064Store) Dense.diagonal(1, 2);
        MatrixStore<Double> expression = a.multiply(2).subtract(Dense.diagonal(0.5, 0));
        MatrixStore<Double> values = Dense.evaluated(expression);
        a.set(0, 0, 100);
        assertThat(values.toRawCopy2D()).isDeepEqualTo(new double[][] {{1.5, 0}, {0, 4}});
        assertThat(Dense.evaluated(a)).isSameAs(a);
    }
}
