package dev.noether.study.bundle;

import dev.noether.study.console.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a bundle takes from the machine where it is made, each with its licence.
 *
 * @param loader the OpenCL loader of ocl-icd
 * @param loaderLicence its licence (BSD)
 * @param fonts folder of the DejaVu fonts
 * @param fontLicence their licence
 */
record MachineFiles(Path loader, Path loaderLicence, Path fonts, Path fontLicence) {

    private static final String LOADER = "libOpenCL.so.1";
    private static final List<String> FONTS = List.of("DejaVuSans.ttf", "DejaVuSans-Bold.ttf");

    /**
     * Finds them where distributions put them.
     *
     * @throws InputException if one is missing
     */
    static MachineFiles find() {
        Path loader = first(
                "an OpenCL loader, " + LOADER,
                "apt-get install ocl-icd-libopencl1",
                "/usr/lib/x86_64-linux-gnu/" + LOADER,
                "/usr/lib64/" + LOADER,
                "/usr/lib/" + LOADER);
        Path loaderLicence = first(
                "the licence of ocl-icd, whose OpenCL loader it takes",
                "apt-get install ocl-icd-libopencl1",
                "/usr/share/doc/ocl-icd-libopencl1/copyright",
                "/usr/share/licenses/ocl-icd/COPYING",
                "/usr/share/licenses/ocl-icd/LICENSE");
        String fontRemedy = "apt-get install fonts-dejavu-core";
        Path font = first(
                "the font DejaVu Sans, for figures",
                fontRemedy,
                "/usr/share/fonts/truetype/dejavu/" + FONTS.getFirst(),
                "/usr/share/fonts/dejavu-sans-fonts/" + FONTS.getFirst(),
                "/usr/share/fonts/TTF/" + FONTS.getFirst());
        Path fontLicence = first(
                "the licence of the font DejaVu Sans",
                fontRemedy,
                "/usr/share/doc/fonts-dejavu-core/copyright",
                "/usr/share/licenses/dejavu-sans-fonts/LICENSE",
                "/usr/share/licenses/ttf-dejavu/LICENSE");
        return new MachineFiles(loader, loaderLicence, font.getParent(), fontLicence);
    }

    private static Path first(String what, String remedy, String... places) {
        return Stream.of(places)
                .map(Path::of)
                .filter(Files::isReadable)
                .findFirst()
                .orElseThrow(() -> new InputException("a bundle needs " + what + ", and it is not in "
                        + String.join(" or ", places) + "; install it, for instance on Debian: " + remedy));
    }

    /** Puts them into their places: fonts into those of the runtime, so that figures are drawn with them everywhere. */
    void copyTo(Staging staging) throws IOException {
        staging.copy(loader.toRealPath(), "native/" + LOADER);
        staging.copy(loaderLicence, "licences/ocl-icd.txt");
        for (String font : FONTS) {
            staging.copy(fonts.resolve(font), "runtime/lib/fonts/" + font);
        }
        staging.copy(fontLicence, "licences/dejavu.txt");
    }
}
