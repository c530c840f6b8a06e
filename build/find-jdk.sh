# Sourced by noether and verify. find_jdk sets JDK to the folder of a JDK 25, or fails with one sentence.
# Nothing is started to find out: the file "release" of a JDK says what it is.

JDK_VERSION=25

fail() {
    printf 'noether: %s\n' "$*" >&2
    exit 2
}

# is_jdk FOLDER: whether it is a JDK of the version needed.
is_jdk() {
    local line
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    while IFS= read -r line; do
        case $line in
            "JAVA_VERSION=\"$JDK_VERSION\"" | "JAVA_VERSION=\"$JDK_VERSION."* | "JAVA_VERSION=\"$JDK_VERSION-"*) return 0 ;;
        esac
    done <"$1/release"
    return 1
}

find_jdk() {
    local folder java
    if [ -n "${NOETHER_JAVA_HOME-}" ]; then
        # Named on purpose: another one in its place would only hide the mistake.
        is_jdk "$NOETHER_JAVA_HOME" \
            || fail "NOETHER_JAVA_HOME is $NOETHER_JAVA_HOME, which is not a JDK $JDK_VERSION; set it to the folder of one, or unset it"
        JDK=$NOETHER_JAVA_HOME
        return
    fi
    for folder in "${JAVA_HOME:-/nonexistent}" /usr/lib/jvm/*; do
        if is_jdk "$folder"; then
            JDK=$folder
            return
        fi
    done
    if java=$(command -v java) && java=$(readlink -f "$java") && is_jdk "${java%/bin/java}"; then
        JDK=${java%/bin/java}
        return
    fi
    fail "no JDK $JDK_VERSION found: looked at NOETHER_JAVA_HOME (not set), JAVA_HOME (${JAVA_HOME:-not set}), /usr/lib/jvm and the java on the PATH; install one, for example from https://adoptium.net, or set NOETHER_JAVA_HOME to its folder"
}

# maven ARGUMENT...: Maven on that JDK, without the JDK's remarks on Maven's own libraries.
maven() {
    command -v mvn >/dev/null || fail "Maven is not installed, and it builds the program; install it, for example with: apt install maven"
    JAVA_HOME=$JDK \
        MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED ${MAVEN_OPTS-}" \
        mvn -B -f "${MAVEN_PROJECT:-$HOME_FOLDER}/pom.xml" "$@"
}
