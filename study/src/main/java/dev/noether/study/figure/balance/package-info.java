/** Figure 2: the balance matrix of a two-layer linear net under SGD and under GD, for eight patterns of label noise. */
package dev.noether.study.figure.balance;
