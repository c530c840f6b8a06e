package dev.noether.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The kernel can be used alone: nothing but the JDK at run time. */
class KernelDescriptorTest {

    @Test
    void everyDependencyOfTheKernelIsForItsTests() throws Exception {
        Document pom = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("..", "kernel", "pom.xml").toFile());
        NodeList dependencies = (NodeList) XPathFactory.newInstance()
                .newXPath()
                .evaluate("/project/dependencies/dependency", pom, XPathConstants.NODESET);
        List<String> scopes = new ArrayList<>();
        for (int i = 0; i < dependencies.getLength(); i++) {
            scopes.add(XPathFactory.newInstance().newXPath().evaluate("scope", dependencies.item(i)));
        }
        assertThat(scopes).isNotEmpty().containsOnly("test");
    }
}
