#!/bin/sh
# The noether command of a bundle, which brings its own Java.
set -u

# Java would take a file of its own for a closed standard input.
{ true 3<&0; } 2>/dev/null || exec </dev/null

here=$(readlink -f "$0") || exit 2
here=${here%/bin/noether}

fail() {
    printf 'noether: %s\n' "$*" >&2
    exit 2
}

case $here in
    *:*) fail "the folder $here has a colon in its name, which Java takes for a separator; move it" ;;
esac
[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || fail "this bundle is for Linux on x86_64, here is $(uname -s) on $(uname -m)"

class_path=
for jar in @JARS@; do
    class_path=$class_path${class_path:+:}$here/lib/$jar
done

# A cache that does not fit is passed over in silence; only the start takes longer then.
if [ -r "$here/noether.aot" ]; then
    set -- -XX:AOTCache="$here/noether.aot" '-Xlog:aot*=off,cds*=off' -cp "$class_path" dev.noether.study.Noether "$@"
else
    set -- -cp "$class_path" dev.noether.study.Noether "$@"
fi

# PoCL would take over the signal that turns an integer division by zero into an exception.
export POCL_SIGFPE_HANDLER=0

exec "$here/runtime/bin/java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC \
    -Djava.library.path="$here/native" -Dnoether.app="$here" \
    -Djava.awt.headless=true -Dsun.awt.fontconfig="$here/runtime/lib/fontconfig.properties" "$@"
