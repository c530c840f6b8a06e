/** The flags that say what is learnt and how, parsed and checked: model, task, rates and start. */
package dev.noether.study.problem;
