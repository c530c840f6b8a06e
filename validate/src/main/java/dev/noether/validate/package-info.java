/** The referee: agreement of every backend with the reference, with bounds that are derived. */
package dev.noether.validate;
