package dev.noether.unfused;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.regex.Pattern;

/**
 * Rewrites class files: every {@code fma} becomes a product and a sum, each rounded, in classes that sum products, where a
 * second rounding is one more of many; and a call of {@code FmaReplacement.exact} in all others, whose values are promised
 * to the bit (normals, samples) or to a fraction of an ulp.
 */
final class Unfusing {

    private static final Pattern SUMS = Pattern.compile(".*/(Float|Double)"
            + "((Panel|Forward|Update)?Tile\\w+|LaneSums|Elementwise|PanelProducts|CurvatureSums|ChainRule|RankOne"
            + "|FmaChains|Triad|DeepOnMoments|NormalizedSamples|ScaleInvariantSamples)");

    private static final ClassDesc VECTOR = ClassDesc.of("jdk.incubator.vector.Vector");
    private static final ClassDesc REPLACEMENT = ClassDesc.of("dev.noether.simd.FmaReplacement");

    private Unfusing() {}

    /** The class file without fused multiply-adds. */
    static byte[] transform(byte[] code) {
        ClassFile files = ClassFile.of();
        ClassModel model = files.parse(code);
        String name = model.thisClass().asInternalName();
        if (name.equals("dev/noether/simd/FmaReplacement")) {
            return code;
        }
        boolean exact = !SUMS.matcher(name).matches();
        CodeTransform replace = (builder, element) -> replace(builder, element, exact);
        return files.transformClass(model, ClassTransform.transformingMethodBodies(replace));
    }

    private static void replace(CodeBuilder builder, CodeElement element, boolean exact) {
        if (!(element instanceof InvokeInstruction call) || !call.name().equalsString("fma")) {
            builder.with(element);
            return;
        }
        ClassDesc owner = call.owner().asSymbol();
        MethodTypeDesc type = call.typeSymbol();
        boolean ofMath = owner.equals(ClassDesc.of("java.lang.Math"));
        if (!exact && !ofMath && type.parameterType(0).equals(VECTOR)) {
            // a b c -> c a b -> c (a b) -> c + a b
            MethodTypeDesc binary = MethodTypeDesc.of(owner, VECTOR);
            builder.dup_x2().pop().invokevirtual(owner, "mul", binary).invokevirtual(owner, "add", binary);
            return;
        }
        MethodTypeDesc function = ofMath ? type : type.insertParameterTypes(0, owner);
        builder.invokestatic(REPLACEMENT, exact ? "exact" : "rounded", function);
    }
}
