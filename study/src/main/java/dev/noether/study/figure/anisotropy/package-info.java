/** Figure 3: norm ratio and Hessian trace of a two-layer linear net against the anisotropy of its data. */
package dev.noether.study.figure.anisotropy;
