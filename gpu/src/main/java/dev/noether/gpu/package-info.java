/** The OpenCL backend, through JOCL. */
package dev.noether.gpu;
