package dev.noether.study.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.study.CommandLineRun;
import dev.noether.study.console.ExitStatus;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The page in a real browser, without a screen. */
class ReportBrowserTest {

    private static final int CHARTS = 5;

    /** Fewer coloured pixels than this are no picture; the map has 30 cells, a few of them nearly white. */
    private static final int DRAWN = 15;

    /** Held, so that it stays as it is set: it warns that it does not know the newest browser, of which nothing is asked. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium.devtools.CdpVersionFinder");

    @TempDir
    private static Path folder;

    private static ChromeDriver browser;

    @BeforeAll
    static void open() throws IOException {
        SELENIUM.setLevel(Level.SEVERE);
        SampleFigures.writeCurves(folder);
        assertThat(CommandLineRun.of("report", folder.toString()).status()).isEqualTo(ExitStatus.DONE);
        LoggingPreferences everything = new LoggingPreferences();
        everything.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program("chromium"));
        // The sandbox of the browser refuses to run as root; the page is our own.
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        options.setCapability(ChromeOptions.LOGGING_PREFS, everything);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(program("chromedriver"))
                .usingAnyFreePort()
                .build();
        browser = new ChromeDriver(service, options);
    }

    private static File program(String name) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> new File(directory, name))
                .filter(File::canExecute)
                .findFirst()
                .orElseThrow(
                        () -> new AssertionError(
                                "the page of 'report' is tested in a browser, and there is no " + name
                                        + " on the PATH; install chromium and chromium-driver, or run ./verify as root on Debian"));
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.quit();
        }
    }

    @BeforeEach
    void load() {
        show(1400, 1000);
    }

    private void show(int width, int height) {
        browser.manage().window().setSize(new Dimension(width, height));
        browser.get(folder.resolve("report.html").toUri().toString());
    }

    private static Object script(String text, Object... arguments) {
        return browser.executeScript(text, arguments);
    }

    private static double number(String text, Object... arguments) {
        return ((Number) script("return " + text, arguments)).doubleValue();
    }

    private static List<WebElement> charts() {
        return browser.findElements(By.cssSelector("figure.chart"));
    }

    private static WebElement inside(WebElement chart, String selector) {
        return chart.findElement(By.cssSelector(selector));
    }

    private static List<LogEntry> console() {
        return browser.manage().logs().get(LogType.BROWSER).getAll();
    }

    /** Pixels of a canvas that are neither empty nor grey: those of curves and maps. */
    private static double colouredPixels(WebElement chart) {
        return number(
                "(canvas => { const p = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;"
                        + " let n = 0; for (let i = 0; i < p.length; i += 4)"
                        + " if (p[i + 3] > 0 && Math.max(p[i], p[i+1], p[i+2]) - Math.min(p[i], p[i+1], p[i+2]) > 40) n++;"
                        + " return n; })(arguments[0].querySelector('canvas'))",
                chart);
    }

    /** A picture of what the page looks like, for a person. */
    private static void keepPicture(String name) throws IOException {
        Path pictures = Files.createDirectories(Path.of("target", "report"));
        Files.write(pictures.resolve(name), browser.getScreenshotAs(OutputType.BYTES));
    }

    @Test
    void drawsEveryChartAndTheConsoleStaysEmpty() throws IOException {
        assertThat(charts()).hasSize(CHARTS);
        for (WebElement chart : charts()) {
            assertThat(colouredPixels(chart))
                    .as(inside(chart, "figcaption").getText())
                    .isGreaterThan(DRAWN);
        }
        assertThat(number("document.querySelector('img.picture').naturalWidth")).isEqualTo(1);
        keepPicture("wide.png");
        assertThat(console()).isEmpty();
    }

    @Test
    void asksTheNetworkForNothing() {
        assertThat((List<?>) script("return performance.getEntriesByType('resource').map(entry => entry.name)"
                        + ".filter(name => !name.startsWith('data:'))"))
                .isEmpty();
        // Not even if it wanted to.
        assertThat(script("return await fetch('https://example.org/').then(() => 'sent', () => 'refused')"))
                .isEqualTo("refused");
        assertThat(console()).allSatisfy(entry -> assertThat(entry.getMessage()).contains("Content Security Policy"));
    }

    @Test
    void namesAreTextAndNeverMarkup() {
        assertThat(browser.getTitle()).isEqualTo("Noether: 1 figure, 2 of 2 claims hold");
        assertThat(inside(browser.findElement(By.tagName("body")), "h2").getText())
                .isEqualTo("Figure 2: a figure " + SampleFigures.HOSTILE);
        assertThat(charts().getFirst().getText()).contains(SampleFigures.HOSTILE);
    }

    @Test
    void theSwitchMakesTheAxisLogarithmicAndLinear() {
        WebElement chart = charts().getFirst();
        WebElement axis = inside(chart, "input[data-scale=y]");
        // The curves span decades.
        assertThat(axis.isSelected()).isTrue();
        assertThat(number("arguments[0].chart.scales.y.distr", chart)).isEqualTo(3);
        Object logarithmic = script("return arguments[0].querySelector('canvas').toDataURL()", chart);
        axis.click();
        assertThat(number("arguments[0].chart.scales.y.distr", chart)).isEqualTo(1);
        assertThat(script("return arguments[0].querySelector('canvas').toDataURL()", chart))
                .isNotEqualTo(logarithmic);
        inside(chart, "input[data-scale=x]").click();
        assertThat(number("arguments[0].chart.scales.x.distr", chart)).isEqualTo(3);
        // A logarithmic axis has no place for step 0.
        assertThat(number("arguments[0].chart.scales.x.min", chart)).isEqualTo(5);
        assertThat(console()).isEmpty();
    }

    @Test
    void valuesUnderThePointerAreThoseOfTheFile() {
        WebElement chart = charts().getFirst();
        hover(chart, "arguments[0].chart.valToPos(500, 'x')");
        List<WebElement> rows = chart.findElements(By.cssSelector(".u-series:not(.another)"));
        assertThat(rows).hasSize(4);
        long step = Math.round(Double.parseDouble(value(rows.get(0))));
        assertThat(step).isCloseTo(500, within(10L));
        String[] range = value(rows.get(1)).split(" … ");
        assertThat(Double.parseDouble(range[0])).isCloseTo(SampleFigures.decay(step, 1), within(1e-4));
        assertThat(Double.parseDouble(range[1]))
                .isCloseTo(SampleFigures.decay(step, SampleFigures.SEEDS), within(1e-4));
        // That one ended before.
        assertThat(value(rows.get(2))).isEqualTo("–");
        assertThat(value(rows.get(3))).isEqualTo("2.5");
    }

    private static String value(WebElement row) {
        return inside(row, ".u-value").getText();
    }

    /** Moves the pointer to a place along the lower axis of a chart, in pixels. */
    private static void hover(WebElement chart, String place) {
        script("arguments[0].scrollIntoView({block: 'center'})", chart);
        WebElement over = inside(chart, ".u-over");
        int x = (int) Math.round(number(place, chart));
        new Actions(browser)
                .moveToElement(over, x - over.getSize().width / 2, 0)
                .perform();
    }

    @Test
    void aDragZoomsAndTheButtonShowsAllAgain() {
        WebElement chart = charts().getFirst();
        double whole = number("arguments[0].chart.scales.x.max - arguments[0].chart.scales.x.min", chart);
        hover(chart, "arguments[0].chart.valToPos(200, 'x')");
        new Actions(browser).clickAndHold().moveByOffset(120, 3).release().perform();
        double zoomed = number("arguments[0].chart.scales.x.max - arguments[0].chart.scales.x.min", chart);
        assertThat(zoomed).isBetween(0.05 * whole, 0.5 * whole);
        inside(chart, "button").click();
        assertThat(number("arguments[0].chart.scales.x.max - arguments[0].chart.scales.x.min", chart))
                .isEqualTo(whole);
    }

    @Test
    void aNameHidesAllSeedsAndAnotherScaleKeepsThemHidden() {
        WebElement chart = charts().getFirst();
        String shown = "arguments[0].chart.series.filter((s, k) => k > 0 && s.show).length";
        double all = SampleFigures.SEEDS + 2;
        assertThat(number(shown, chart)).isEqualTo(all);
        chart.findElements(By.cssSelector(".u-series th")).get(1).click();
        assertThat(number(shown, chart)).isEqualTo(2);
        inside(chart, "input[data-scale=y]").click();
        assertThat(number(shown, chart)).isEqualTo(2);
        chart.findElements(By.cssSelector(".u-series th")).get(1).click();
        assertThat(number(shown, chart)).isEqualTo(all);
    }

    /** What the page says under the pointer in a cell of a map. */
    private static String underThePointer(WebElement map, double row, double rows, double column, double columns) {
        WebElement canvas = inside(map, "canvas");
        script("arguments[0].scrollIntoView({block: 'center'})", canvas);
        Dimension size = canvas.getSize();
        new Actions(browser)
                .moveToElement(canvas, (int) (size.width * ((column + 0.5) / columns - 0.5)), (int)
                        (size.height * ((row + 0.5) / rows - 0.5)))
                .perform();
        return inside(map, "output").getText();
    }

    private static List<WebElement> maps() {
        return charts().stream()
                .filter(chart -> !chart.findElements(By.cssSelector(".map")).isEmpty())
                .toList();
    }

    @Test
    void anElementOfAMapIsNamedUnderThePointer() {
        assertThat(underThePointer(maps().getFirst(), 4, 6, 1, 5)).isEqualTo("A[4, 1] = 3.25");
    }

    /** The file has its upper half alone. */
    @Test
    void aSymmetricMapIsWhole() {
        WebElement map = maps().getLast();
        assertThat(underThePointer(map, 1, 6, 5, 6)).isEqualTo("B[1, 5] = −3.5");
        assertThat(underThePointer(map, 5, 6, 1, 6)).isEqualTo("B[5, 1] = −3.5");
    }

    @Test
    void fitsANarrowWindow() throws IOException {
        show(400, 900);
        assertThat(number("innerWidth")).isLessThanOrEqualTo(400);
        assertThat(number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(number("innerWidth"));
        for (WebElement chart : charts()) {
            assertThat(colouredPixels(chart)).isGreaterThan(DRAWN);
            assertThat(number("arguments[0].querySelector('canvas').getBoundingClientRect().right", chart))
                    .isLessThanOrEqualTo(400);
        }
        keepPicture("narrow.png");
        // A window that grows takes its charts with it.
        browser.manage().window().setSize(new Dimension(1000, 900));
        double deadline = number("performance.now()") + 5000;
        while (number("arguments[0].chart.width", charts().getFirst()) < 420
                && number("performance.now()") < deadline) {
            Thread.onSpinWait();
        }
        assertThat(number("arguments[0].chart.width", charts().getFirst())).isGreaterThan(400);
        assertThat(console()).isEmpty();
    }
}
