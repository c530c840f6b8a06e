/**
 * What is simulated: models, their parameter blocks and symmetries, losses, and the strided matrices in which
 * parameters and data cross the doors of a backend.
 */
package dev.noether.model;
