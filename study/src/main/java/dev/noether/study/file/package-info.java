/** Files that come in and go out: case files with the place of every mistake, and arrays as numpy reads them. */
package dev.noether.study.file;
