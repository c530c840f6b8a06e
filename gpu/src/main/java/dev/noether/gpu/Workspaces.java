package dev.noether.gpu;

/** Several workspaces. */
final class Workspaces {

    private Workspaces() {}

    /** {@code count} of them. */
    static Workspace[] of(Toolbox tools, int count) {
        Workspace[] workspaces = new Workspace[count];
        for (int i = 0; i < count; i++) {
            workspaces[i] = tools.workspace();
        }
        return workspaces;
    }
}
