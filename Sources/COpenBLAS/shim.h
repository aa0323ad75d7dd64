#include <cblas.h>

// LAPACK's symmetric eigenproblem, which OpenBLAS holds but cblas.h does not declare.
void dsyevr_(
    char *job, char *range, char *triangle, int *n, double *matrix, int *stride, double *low, double *high, int *first,
    int *last, double *tolerance, int *found, double *values, double *vectors, int *vectorStride, int *support,
    double *work, int *workCount, int *integers, int *integerCount, int *info);
