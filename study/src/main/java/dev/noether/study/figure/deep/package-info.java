/** Beyond the paper: the closed form of deep linear nets, layer by layer. */
package dev.noether.study.figure.deep;
