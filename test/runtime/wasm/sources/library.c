/*
 * LLVM: the parts of a C library that are large. Formatting and parsing of floats, sorting through a function
 * pointer, allocation, mathematics.
 */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((import_module("ethereum"), import_name("finish"))) void finish(const void *from, unsigned length);

static int compare(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

__attribute__((export_name("main"))) void run(void) {
  char *text = malloc(4096);
  double values[64];
  for (int k = 0; k < 64; k++) values[k] = sin(k) * pow(1.5, k) + cbrt(k) + fmod(1e9, k + 0.5) + tgamma(k / 7.0);
  qsort(values, 64, sizeof *values, compare);
  int length = 0;
  for (int k = 0; k < 64; k++) length += snprintf(text + length, 4096 - length, "%.17g %a %5d|%-8s|%llx\n", values[k], values[k], k, "x", 1ULL << k);
  double sum = 0;
  for (char *at = text; *at; at = strchr(at, '\n') + 1) sum += strtod(at, NULL);
  text = realloc(text, 8192);
  length += snprintf(text + length, 4096, "%Lf %e", (long double)sum, log1p(sum));
  finish(text, length);
  free(text);
}
