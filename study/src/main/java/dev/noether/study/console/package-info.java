/**
 * What all commands share and no command owns: exit statuses, common flags, error sentences, JSON output, output folders,
 * progress and interruption.
 */
package dev.noether.study.console;
