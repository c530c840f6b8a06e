package dev.noether.study.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LongTableTest {

    private static String csv(LongTable table) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        table.writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void writesOneNumberARow() throws IOException {
        LongTable table = new LongTable();
        table.add("a", "SGD", 7, 100, "|D|", 0.1 + 0.2);
        table.add(LongTable.SUMMARY, "GD", 7, 0, "rate", Double.NaN);
        assertThat(csv(table))
                .isEqualTo("panel,series,seed,step,quantity,value\n"
                        + "a,SGD,7,100,|D|,0.30000000000000004\n"
                        + "summary,GD,7,0,rate,NaN\n");
    }

    @Test
    void quotesWhatHoldsACommaOrAQuote() throws IOException {
        LongTable table = new LongTable();
        table.add("b", "the \"first\", of two", 1, 2, "D[3,4]", 5);
        assertThat(csv(table)).endsWith("b,\"the \"\"first\"\", of two\",1,2,\"D[3,4]\",5.0\n");
    }
}
