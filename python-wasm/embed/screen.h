/* Screening: what a contract's syntax tree must not hold, by the rules of screening.json. screen_walk.c goes over the
 * tree, screen.c knows the rules, compile.c uses both. */
#ifndef PBEVM_SCREEN_H
#define PBEVM_SCREEN_H

#include "Python.h"
#include "pycore_ast.h"
#include "screening_table.h"
#include <stdint.h>

/* Lines from 1, columns in UTF-8 bytes from 0; 0 lines: unknown. Laid out as in every node that has a place. */
typedef struct {
    int line, column, end_line, end_column;
} Place;

typedef struct {
    int with_warnings;
    int error_count, warning_count; /* all, also those that found no room in the list */
    PyObject *findings;             /* list of [rule, line, column, end line, end column, detail or None] */
    Place place;                    /* of the node being visited, or the last before it that has one */
    const void *rebind_exempt;      /* target of a statement that binds and changes nothing: chain |= {...} */
    uint8_t bound[SCREEN_NAME_COUNT]; /* names of the table that the source binds somewhere */
} Screen;

/* Returns 0, or -1 with an exception. */
int screen_init(Screen *screen, int with_warnings);

/* Adds a finding at screen->place; detail is a str or NULL. Returns 0, or -1 with an exception. */
int screen_report(Screen *screen, int rule, PyObject *detail);

/* Applies the rules to a module. Returns 0, or -1 with an exception. */
int screen_tree(Screen *screen, mod_ty module);

/* ---- the walk ---- */

typedef enum {
    NODE_STMT, NODE_EXPR, NODE_COMPREHENSION, NODE_HANDLER, NODE_ARGUMENTS, NODE_ARG, NODE_KEYWORD, NODE_ALIAS,
    NODE_WITHITEM, NODE_CASE, NODE_PATTERN, NODE_TYPE_PARAM, NODE_TYPE_COUNT
} NodeType;

/* is_inner: the node stands inside a function, class or comprehension. Returns 0, or -1 with an exception. */
typedef int (*Visitor)(Screen *screen, NodeType type, void *node, int is_inner);

/* Visits every node of the module, parents first, in the order of the source where the tree has it. A tree that is too
 * large or too deep is a finding that ends the walk. Returns 0, or -1 with an exception. */
int walk_tree(Screen *screen, mod_ty module, Visitor visit);

#endif
