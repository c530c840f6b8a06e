/** Figure 4: warmup in rank-one factorisation. */
package dev.noether.study.figure.warmup;
