/* As on RI5CY. */
#include "../xpulp/depthwise_rows.c"
