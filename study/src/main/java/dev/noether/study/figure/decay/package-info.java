/** Beyond the paper: the constant of weight decay in the balance condition, by extrapolation to a zero learning rate. */
package dev.noether.study.figure.decay;
