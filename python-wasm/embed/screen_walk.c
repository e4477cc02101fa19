/* The walk over a syntax tree: a table says which children a node has, and a stack on the heap holds those that are
 * still to be visited, so that the depth of a source costs no C stack. */
#include "screen.h"
#include <stddef.h>

/* Children of a node: one field of it, which holds a node or a sequence of them, or NULL. */
typedef struct {
    uint8_t owner, kind, child, is_sequence;
    uint16_t offset;
} Field;

#define FIELD(owner, kind, child, many, type, member) {owner, kind, child, many, (uint16_t)offsetof(type, member)}
#define STMT_ONE(k, f, child) FIELD(NODE_STMT, k##_kind, child, 0, struct _stmt, v.k.f)
#define STMT_ALL(k, f, child) FIELD(NODE_STMT, k##_kind, child, 1, struct _stmt, v.k.f)
#define EXPR_ONE(k, f, child) FIELD(NODE_EXPR, k##_kind, child, 0, struct _expr, v.k.f)
#define EXPR_ALL(k, f, child) FIELD(NODE_EXPR, k##_kind, child, 1, struct _expr, v.k.f)
#define PATTERN_ONE(k, f, child) FIELD(NODE_PATTERN, k##_kind, child, 0, struct _pattern, v.k.f)
#define PATTERN_ALL(k, f, child) FIELD(NODE_PATTERN, k##_kind, child, 1, struct _pattern, v.k.f)
#define PARAM_ONE(k, f) FIELD(NODE_TYPE_PARAM, k##_kind, NODE_EXPR, 0, struct _type_param, v.k.f)

/* By owner and kind, in the order of the source. Kinds without children have no row; types without kinds are kind 0. */
static const Field fields[] = {
#define FUNCTION(k)                                                                                                    \
    STMT_ALL(k, decorator_list, NODE_EXPR), STMT_ALL(k, type_params, NODE_TYPE_PARAM), STMT_ONE(k, args, NODE_ARGUMENTS), \
        STMT_ONE(k, returns, NODE_EXPR), STMT_ALL(k, body, NODE_STMT)
    FUNCTION(FunctionDef),
    FUNCTION(AsyncFunctionDef),
    STMT_ALL(ClassDef, decorator_list, NODE_EXPR),
    STMT_ALL(ClassDef, type_params, NODE_TYPE_PARAM),
    STMT_ALL(ClassDef, bases, NODE_EXPR),
    STMT_ALL(ClassDef, keywords, NODE_KEYWORD),
    STMT_ALL(ClassDef, body, NODE_STMT),
    STMT_ONE(Return, value, NODE_EXPR),
    STMT_ALL(Delete, targets, NODE_EXPR),
    STMT_ALL(Assign, targets, NODE_EXPR),
    STMT_ONE(Assign, value, NODE_EXPR),
    STMT_ONE(TypeAlias, name, NODE_EXPR),
    STMT_ALL(TypeAlias, type_params, NODE_TYPE_PARAM),
    STMT_ONE(TypeAlias, value, NODE_EXPR),
    STMT_ONE(AugAssign, target, NODE_EXPR),
    STMT_ONE(AugAssign, value, NODE_EXPR),
    STMT_ONE(AnnAssign, target, NODE_EXPR),
    STMT_ONE(AnnAssign, annotation, NODE_EXPR),
    STMT_ONE(AnnAssign, value, NODE_EXPR),
#define LOOP(k)                                                                                                        \
    STMT_ONE(k, target, NODE_EXPR), STMT_ONE(k, iter, NODE_EXPR), STMT_ALL(k, body, NODE_STMT),                        \
        STMT_ALL(k, orelse, NODE_STMT)
    LOOP(For),
    LOOP(AsyncFor),
    STMT_ONE(While, test, NODE_EXPR),
    STMT_ALL(While, body, NODE_STMT),
    STMT_ALL(While, orelse, NODE_STMT),
    STMT_ONE(If, test, NODE_EXPR),
    STMT_ALL(If, body, NODE_STMT),
    STMT_ALL(If, orelse, NODE_STMT),
    STMT_ALL(With, items, NODE_WITHITEM),
    STMT_ALL(With, body, NODE_STMT),
    STMT_ALL(AsyncWith, items, NODE_WITHITEM),
    STMT_ALL(AsyncWith, body, NODE_STMT),
    STMT_ONE(Match, subject, NODE_EXPR),
    STMT_ALL(Match, cases, NODE_CASE),
    STMT_ONE(Raise, exc, NODE_EXPR),
    STMT_ONE(Raise, cause, NODE_EXPR),
#define TRY(k)                                                                                                         \
    STMT_ALL(k, body, NODE_STMT), STMT_ALL(k, handlers, NODE_HANDLER), STMT_ALL(k, orelse, NODE_STMT),                 \
        STMT_ALL(k, finalbody, NODE_STMT)
    TRY(Try),
    TRY(TryStar),
    STMT_ONE(Assert, test, NODE_EXPR),
    STMT_ONE(Assert, msg, NODE_EXPR),
    STMT_ALL(Import, names, NODE_ALIAS),
    STMT_ALL(ImportFrom, names, NODE_ALIAS),
    STMT_ONE(Expr, value, NODE_EXPR),

    EXPR_ALL(BoolOp, values, NODE_EXPR),
    EXPR_ONE(NamedExpr, target, NODE_EXPR),
    EXPR_ONE(NamedExpr, value, NODE_EXPR),
    EXPR_ONE(BinOp, left, NODE_EXPR),
    EXPR_ONE(BinOp, right, NODE_EXPR),
    EXPR_ONE(UnaryOp, operand, NODE_EXPR),
    EXPR_ONE(Lambda, args, NODE_ARGUMENTS),
    EXPR_ONE(Lambda, body, NODE_EXPR),
    EXPR_ONE(IfExp, body, NODE_EXPR),
    EXPR_ONE(IfExp, test, NODE_EXPR),
    EXPR_ONE(IfExp, orelse, NODE_EXPR),
    EXPR_ALL(Dict, keys, NODE_EXPR),
    EXPR_ALL(Dict, values, NODE_EXPR),
    EXPR_ALL(Set, elts, NODE_EXPR),
    EXPR_ONE(ListComp, elt, NODE_EXPR),
    EXPR_ALL(ListComp, generators, NODE_COMPREHENSION),
    EXPR_ONE(SetComp, elt, NODE_EXPR),
    EXPR_ALL(SetComp, generators, NODE_COMPREHENSION),
    EXPR_ONE(DictComp, key, NODE_EXPR),
    EXPR_ONE(DictComp, value, NODE_EXPR),
    EXPR_ALL(DictComp, generators, NODE_COMPREHENSION),
    EXPR_ONE(GeneratorExp, elt, NODE_EXPR),
    EXPR_ALL(GeneratorExp, generators, NODE_COMPREHENSION),
    EXPR_ONE(Await, value, NODE_EXPR),
    EXPR_ONE(Yield, value, NODE_EXPR),
    EXPR_ONE(YieldFrom, value, NODE_EXPR),
    EXPR_ONE(Compare, left, NODE_EXPR),
    EXPR_ALL(Compare, comparators, NODE_EXPR),
    EXPR_ONE(Call, func, NODE_EXPR),
    EXPR_ALL(Call, args, NODE_EXPR),
    EXPR_ALL(Call, keywords, NODE_KEYWORD),
    EXPR_ONE(FormattedValue, value, NODE_EXPR),
    EXPR_ONE(FormattedValue, format_spec, NODE_EXPR),
    EXPR_ALL(JoinedStr, values, NODE_EXPR),
    EXPR_ONE(Attribute, value, NODE_EXPR),
    EXPR_ONE(Subscript, value, NODE_EXPR),
    EXPR_ONE(Subscript, slice, NODE_EXPR),
    EXPR_ONE(Starred, value, NODE_EXPR),
    EXPR_ALL(List, elts, NODE_EXPR),
    EXPR_ALL(Tuple, elts, NODE_EXPR),
    EXPR_ONE(Slice, lower, NODE_EXPR),
    EXPR_ONE(Slice, upper, NODE_EXPR),
    EXPR_ONE(Slice, step, NODE_EXPR),

    FIELD(NODE_COMPREHENSION, 0, NODE_EXPR, 0, struct _comprehension, target),
    FIELD(NODE_COMPREHENSION, 0, NODE_EXPR, 0, struct _comprehension, iter),
    FIELD(NODE_COMPREHENSION, 0, NODE_EXPR, 1, struct _comprehension, ifs),
    FIELD(NODE_HANDLER, ExceptHandler_kind, NODE_EXPR, 0, struct _excepthandler, v.ExceptHandler.type),
    FIELD(NODE_HANDLER, ExceptHandler_kind, NODE_STMT, 1, struct _excepthandler, v.ExceptHandler.body),
    FIELD(NODE_ARGUMENTS, 0, NODE_ARG, 1, struct _arguments, posonlyargs),
    FIELD(NODE_ARGUMENTS, 0, NODE_ARG, 1, struct _arguments, args),
    FIELD(NODE_ARGUMENTS, 0, NODE_EXPR, 1, struct _arguments, defaults),
    FIELD(NODE_ARGUMENTS, 0, NODE_ARG, 0, struct _arguments, vararg),
    FIELD(NODE_ARGUMENTS, 0, NODE_ARG, 1, struct _arguments, kwonlyargs),
    FIELD(NODE_ARGUMENTS, 0, NODE_EXPR, 1, struct _arguments, kw_defaults),
    FIELD(NODE_ARGUMENTS, 0, NODE_ARG, 0, struct _arguments, kwarg),
    FIELD(NODE_ARG, 0, NODE_EXPR, 0, struct _arg, annotation),
    FIELD(NODE_KEYWORD, 0, NODE_EXPR, 0, struct _keyword, value),
    FIELD(NODE_WITHITEM, 0, NODE_EXPR, 0, struct _withitem, context_expr),
    FIELD(NODE_WITHITEM, 0, NODE_EXPR, 0, struct _withitem, optional_vars),
    FIELD(NODE_CASE, 0, NODE_PATTERN, 0, struct _match_case, pattern),
    FIELD(NODE_CASE, 0, NODE_EXPR, 0, struct _match_case, guard),
    FIELD(NODE_CASE, 0, NODE_STMT, 1, struct _match_case, body),

    PATTERN_ONE(MatchValue, value, NODE_EXPR),
    PATTERN_ALL(MatchSequence, patterns, NODE_PATTERN),
    PATTERN_ALL(MatchMapping, keys, NODE_EXPR),
    PATTERN_ALL(MatchMapping, patterns, NODE_PATTERN),
    PATTERN_ONE(MatchClass, cls, NODE_EXPR),
    PATTERN_ALL(MatchClass, patterns, NODE_PATTERN),
    PATTERN_ALL(MatchClass, kwd_patterns, NODE_PATTERN),
    PATTERN_ONE(MatchAs, pattern, NODE_PATTERN),
    PATTERN_ALL(MatchOr, patterns, NODE_PATTERN),
    PARAM_ONE(TypeVar, bound),
    PARAM_ONE(TypeVar, default_value),
    PARAM_ONE(ParamSpec, default_value),
    PARAM_ONE(TypeVarTuple, default_value),
};

enum { FIELD_COUNT = sizeof fields / sizeof *fields, KIND_COUNT = Continue_kind + 1 };
_Static_assert(KIND_COUNT <= sizeof stmt_weights, "every kind has a weight");

/* Where a node's place is; 0: it has none. */
static const uint16_t place_offset[NODE_TYPE_COUNT] = {
    [NODE_STMT] = offsetof(struct _stmt, lineno),       [NODE_EXPR] = offsetof(struct _expr, lineno),
    [NODE_HANDLER] = offsetof(struct _excepthandler, lineno), [NODE_ARG] = offsetof(struct _arg, lineno),
    [NODE_KEYWORD] = offsetof(struct _keyword, lineno), [NODE_ALIAS] = offsetof(struct _alias, lineno),
    [NODE_PATTERN] = offsetof(struct _pattern, lineno), [NODE_TYPE_PARAM] = offsetof(struct _type_param, lineno),
};

/* A node still to be visited. */
typedef struct {
    void *node;
    uint8_t type, is_inner;
    uint16_t depth;
} Pending;

typedef struct {
    Pending *items;
    size_t count, capacity;
    size_t seen; /* nodes pushed so far */
    uint8_t first[NODE_TYPE_COUNT][KIND_COUNT]; /* index of a kind's first field */
    uint8_t end[NODE_TYPE_COUNT][KIND_COUNT];   /* and behind its last */
} Walk;

_Static_assert(FIELD_COUNT < UINT8_MAX, "indices of fields are bytes");
_Static_assert(SCREEN_DEPTH_MAX < UINT16_MAX, "depths are 16 bits");

static int kind_of(NodeType type, const void *node)
{
    int has_kind = type == NODE_STMT || type == NODE_EXPR || type == NODE_HANDLER || type == NODE_PATTERN ||
                   type == NODE_TYPE_PARAM;
    return has_kind ? *(const int *)node : 0;
}

/* What a node adds to the depth (screening.json). */
static int weight_of(NodeType type, const void *node)
{
    int kind = kind_of(type, node);
    int weight = type == NODE_STMT ? stmt_weights[kind] : type == NODE_EXPR ? expr_weights[kind] : 0;
    return weight == 0 ? 1 : weight;
}

/* depth: of the parent. */
static int push(Walk *walk, NodeType type, void *node, int depth, int is_inner)
{
    if (node == NULL) return 0; /* the key of {**x}, a default that is not given */
    depth += weight_of(type, node);
    if (walk->count == walk->capacity) {
        size_t capacity = walk->capacity == 0 ? 256 : 2 * walk->capacity;
        Pending *larger = PyMem_RawRealloc(walk->items, capacity * sizeof *larger);
        if (larger == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        walk->items = larger;
        walk->capacity = capacity;
    }
    walk->items[walk->count++] = (Pending){node, (uint8_t)type, (uint8_t)is_inner, (uint16_t)depth};
    walk->seen++;
    return 0;
}

/* The last comes first onto the stack. A sequence longer than the limit is not pushed whole. */
static int push_sequence(Walk *walk, NodeType type, const asdl_seq *nodes, int depth, int is_inner)
{
    for (Py_ssize_t i = asdl_seq_LEN(nodes) - 1; i >= 0 && walk->seen <= SCREEN_NODES_MAX; i--) {
        if (push(walk, type, asdl_seq_GET_UNTYPED(nodes, i), depth, is_inner) < 0) return -1;
    }
    return 0;
}

static int opens_scope(NodeType type, int kind)
{
    if (type == NODE_STMT) return kind == FunctionDef_kind || kind == AsyncFunctionDef_kind || kind == ClassDef_kind;
    return type == NODE_EXPR && (kind == Lambda_kind || (kind >= ListComp_kind && kind <= GeneratorExp_kind));
}

static int push_children(Walk *walk, Pending parent)
{
    int kind = kind_of(parent.type, parent.node), depth = parent.depth;
    int is_inner = parent.is_inner || opens_scope(parent.type, kind);
    for (int i = walk->end[parent.type][kind]; i-- > walk->first[parent.type][kind];) {
        void *child = *(void **)((char *)parent.node + fields[i].offset);
        int result = fields[i].is_sequence ? push_sequence(walk, fields[i].child, child, depth, is_inner)
                                           : push(walk, fields[i].child, child, depth, is_inner);
        if (result < 0) return -1;
    }
    return 0;
}

static void index_fields(Walk *walk)
{
    for (int i = 0; i < FIELD_COUNT; i++) {
        uint8_t *end = &walk->end[fields[i].owner][fields[i].kind];
        if (*end == 0) walk->first[fields[i].owner][fields[i].kind] = (uint8_t)i;
        *end = (uint8_t)(i + 1);
    }
}

static int report_limit(Screen *screen, int rule, int limit)
{
    PyObject *number = PyUnicode_FromFormat("%d", limit);
    int result = number == NULL ? -1 : screen_report(screen, rule, number);
    Py_XDECREF(number);
    return result;
}

static int walk_pending(Screen *screen, Walk *walk, Visitor visit)
{
    while (walk->count > 0) {
        Pending next = walk->items[--walk->count];
        if (place_offset[next.type] != 0) screen->place = *(Place *)((char *)next.node + place_offset[next.type]);
        if (walk->seen > SCREEN_NODES_MAX) return report_limit(screen, RULE_TOO_MANY_NODES, SCREEN_NODES_MAX);
        if (next.depth > SCREEN_DEPTH_MAX) return report_limit(screen, RULE_TOO_DEEP, SCREEN_DEPTH_MAX);
        if (visit(screen, next.type, next.node, next.is_inner) < 0 || push_children(walk, next) < 0) return -1;
    }
    return 0;
}

int walk_tree(Screen *screen, mod_ty module, Visitor visit)
{
    Walk walk = {0};
    index_fields(&walk);
    int result = push_sequence(&walk, NODE_STMT, (asdl_seq *)module->v.Module.body, 0, 0);
    if (result == 0) result = walk_pending(screen, &walk, visit);
    PyMem_RawFree(walk.items);
    return result;
}
