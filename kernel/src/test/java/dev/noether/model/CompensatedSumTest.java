package dev.noether.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CompensatedSumTest {

    @Test
    void keepsWhatAPlainSumLoses() {
        CompensatedSum sum = new CompensatedSum();
        sum.add(1e100);
        sum.add(1);
        sum.add(-1e100);
        assertThat(sum.value()).isEqualTo(1);
    }

    @Test
    void isTheRoundedExactSumOfProductsThatCancel() {
        Random random = new Random(5);
        CompensatedSum sum = new CompensatedSum();
        BigDecimal exact = BigDecimal.ZERO;
        for (int i = 0; i < 1000; i++) {
            double a = random.nextGaussian();
            double b = random.nextGaussian();
            sum.addProduct(a, b);
            exact = exact.add(new BigDecimal(a).multiply(new BigDecimal(b)));
            if (i % 3 == 0) {
                sum.addProduct(-a, b);
                exact = exact.subtract(new BigDecimal(a).multiply(new BigDecimal(b)));
            }
        }
        assertThat(sum.value()).isEqualTo(exact.doubleValue());
    }
}
