/** What the experiments of all figures have in common: runs that are recorded and checked, and their rows. */
package dev.noether.study.figure.experiment;
