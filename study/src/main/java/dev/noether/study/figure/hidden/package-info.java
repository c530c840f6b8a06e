/** Figures 6 and 9: the hidden representations of nonlinear nets, as their weights and as their outputs see them. */
package dev.noether.study.figure.hidden;
