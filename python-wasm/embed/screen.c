/* The rules of screening, applied to one node at a time. Names and limits come from screening.json (screening_table.h).
 * A second fence, and a help for people: what it refuses could not leave the sandbox either. */
#include "screen.h"
#include <string.h>

enum { DETAIL_CHARACTERS_MAX = 64, ADDRESS_CHARACTERS = 42 };

/* ---- findings ---- */

int screen_init(Screen *screen, int with_warnings)
{
    *screen = (Screen){.with_warnings = with_warnings, .findings = PyList_New(0)};
    return screen->findings == NULL ? -1 : 0;
}

int screen_report(Screen *screen, int rule, PyObject *detail)
{
    int is_warning = rule >= FIRST_WARNING;
    if (is_warning && !screen->with_warnings) return 0;
    int *count = is_warning ? &screen->warning_count : &screen->error_count;
    if ((*count)++ >= SCREEN_FINDINGS_MAX) return 0;
    const Place *place = &screen->place;
    PyObject *text = detail == NULL ? Py_NewRef(Py_None) : PyUnicode_Substring(detail, 0, DETAIL_CHARACTERS_MAX);
    PyObject *finding = text == NULL ? NULL : Py_BuildValue("[iiiiiN]", rule, place->line, place->column,
                                                           place->end_line, place->end_column, text);
    int result = finding == NULL ? -1 : PyList_Append(screen->findings, finding);
    Py_XDECREF(finding);
    return result;
}

/* ---- names ---- */

/* Row of the table with this name, or -1. */
static int find_row(const char *text, size_t length)
{
    int low = 0, high = SCREEN_NAME_COUNT;
    while (low < high) {
        int middle = (low + high) / 2;
        const char *name = screen_names[middle].name;
        int order = strncmp(text, name, length);
        if (order == 0 && name[length] == 0) return middle;
        if (order > 0) low = middle + 1;
        else high = middle;
    }
    return -1;
}

/* The same for a str; names of the table are ASCII. */
static int find_name(PyObject *name)
{
    if (name == NULL || !PyUnicode_IS_ASCII(name) || PyUnicode_GET_LENGTH(name) > SCREEN_NAME_BYTES_MAX) return -1;
    return find_row(PyUnicode_DATA(name), (size_t)PyUnicode_GET_LENGTH(name));
}

static int has_match(PyObject *name, int match)
{
    int row = find_name(name);
    return row >= 0 && (screen_names[row].matches & match);
}

static int report_match(Screen *screen, PyObject *name, int match, int rule)
{
    return has_match(name, match) ? screen_report(screen, rule, name) : 0;
}

/* ---- what a source binds: the first walk ---- */

static void bind(Screen *screen, PyObject *name)
{
    int row = find_name(name);
    if (row >= 0) screen->bound[row] = 1;
}

static int visit_binding(Screen *screen, NodeType type, void *node, int is_inner)
{
    if (type == NODE_EXPR) {
        expr_ty expr = node;
        if (expr->kind == Name_kind && expr->v.Name.ctx == Store) bind(screen, expr->v.Name.id);
    } else if (type == NODE_STMT) {
        stmt_ty stmt = node;
        if (stmt->kind == FunctionDef_kind) bind(screen, stmt->v.FunctionDef.name);
        else if (stmt->kind == AsyncFunctionDef_kind) bind(screen, stmt->v.AsyncFunctionDef.name);
        else if (stmt->kind == ClassDef_kind) bind(screen, stmt->v.ClassDef.name);
    } else if (type == NODE_ARG) {
        bind(screen, ((arg_ty)node)->arg);
    } else if (type == NODE_ALIAS) {
        alias_ty alias = node;
        bind(screen, alias->asname != NULL ? alias->asname : alias->name);
    } else if (type == NODE_HANDLER) {
        bind(screen, ((excepthandler_ty)node)->v.ExceptHandler.name);
    } else if (type == NODE_PATTERN) {
        pattern_ty pattern = node;
        if (pattern->kind == MatchAs_kind) bind(screen, pattern->v.MatchAs.name);
        else if (pattern->kind == MatchStar_kind) bind(screen, pattern->v.MatchStar.name);
        else if (pattern->kind == MatchMapping_kind) bind(screen, pattern->v.MatchMapping.rest);
    }
    return 0;
}

/* Reports a name that the source does not bind itself. */
static int report_unbound(Screen *screen, PyObject *name, int match, int rule)
{
    int row = find_name(name);
    return row >= 0 && !screen->bound[row] ? report_match(screen, name, match, rule) : 0;
}

/* ---- strings ---- */

static int is_name_character(Py_UCS4 character)
{
    return character < 128 && (Py_ISALNUM(character) || character == '_');
}

/* Attributes that a format field reads: {0.name}, {x[0].name}. */
static int check_format(Screen *screen, PyObject *text)
{
    char name[SCREEN_NAME_BYTES_MAX + 1];
    int is_field = 0, length = -1; /* -1: not in a name behind a dot or a bracket */
    for (Py_ssize_t i = 0; i <= PyUnicode_GET_LENGTH(text); i++) {
        Py_UCS4 character = i < PyUnicode_GET_LENGTH(text) ? PyUnicode_READ_CHAR(text, i) : 0;
        if (length >= 0 && is_name_character(character)) {
            if (length < SCREEN_NAME_BYTES_MAX) name[length] = (char)character;
            length++;
            continue;
        }
        if (length > 0 && length <= SCREEN_NAME_BYTES_MAX) {
            int row = find_row(name, (size_t)length);
            if (row >= 0 && (screen_names[row].matches & MATCH_ATTRIBUTE)) {
                PyObject *detail = PyUnicode_FromStringAndSize(name, length);
                int result = detail == NULL ? -1 : screen_report(screen, RULE_ATTRIBUTE_IN_FORMAT, detail);
                Py_XDECREF(detail);
                if (result < 0) return -1;
            }
        }
        if (character == '{') is_field = 1;
        else if (character == '}') is_field = 0;
        length = is_field && (character == '.' || character == '[') ? 0 : -1;
    }
    return 0;
}

/* 0x and 40 hexadecimal digits, one of them an upper-case letter. */
static int is_mixed_address(PyObject *text)
{
    if (PyUnicode_GET_LENGTH(text) != ADDRESS_CHARACTERS || !PyUnicode_IS_ASCII(text)) return 0;
    const char *data = PyUnicode_DATA(text);
    int upper = 0;
    for (int i = 2; i < ADDRESS_CHARACTERS; i++) {
        if (!Py_ISXDIGIT(data[i])) return 0;
        upper |= Py_ISUPPER(data[i]) != 0;
    }
    return data[0] == '0' && data[1] == 'x' && upper;
}

static int check_string(Screen *screen, PyObject *text)
{
    if (report_match(screen, text, MATCH_ATTRIBUTE, RULE_ATTRIBUTE_IN_STRING) < 0) return -1;
    if (is_mixed_address(text) && screen_report(screen, RULE_MIXED_CASE_ADDRESS, text) < 0) return -1;
    return check_format(screen, text);
}

/* ---- expressions ---- */

static int is_call_of(expr_ty expr, int match)
{
    return expr->kind == Call_kind && expr->v.Call.func->kind == Name_kind &&
           has_match(expr->v.Call.func->v.Name.id, match);
}

/* globals()[args[0]] or globals().get(args[0]): `names` is the left side, `key` what chooses. */
static int check_dispatch(Screen *screen, expr_ty names, expr_ty key)
{
    if (!is_call_of(names, MATCH_DISPATCH) || asdl_seq_LEN(names->v.Call.args) > 0) return 0;
    if (key->kind == Constant_kind || key->kind == Slice_kind) return 0;
    return screen_report(screen, RULE_DISPATCH_BY_NAME, names->v.Call.func->v.Name.id);
}

static int visit_call(Screen *screen, expr_ty call)
{
    expr_ty function = call->v.Call.func;
    if (function->kind == Name_kind)
        return report_unbound(screen, function->v.Name.id, MATCH_UNSTABLE_CALL, RULE_UNSTABLE_VALUE);
    if (function->kind != Attribute_kind || asdl_seq_LEN(call->v.Call.args) == 0) return 0;
    if (!PyUnicode_EqualToUTF8(function->v.Attribute.attr, "get")) return 0;
    return check_dispatch(screen, function->v.Attribute.value, asdl_seq_GET(call->v.Call.args, 0));
}

static int visit_name(Screen *screen, expr_ty expr, int is_inner)
{
    PyObject *name = expr->v.Name.id;
    if (expr->v.Name.ctx != Load) {
        if (is_inner || expr == screen->rebind_exempt) return 0;
        return report_match(screen, name, MATCH_REBOUND, RULE_API_REBOUND);
    }
    if (report_match(screen, name, MATCH_NAME, RULE_BUILTIN_FORBIDDEN) < 0) return -1;
    return report_unbound(screen, name, MATCH_UNBOUND_NAME, RULE_BUILTIN_MISSING);
}

static int visit_expr(Screen *screen, expr_ty expr, int is_inner)
{
    switch (expr->kind) {
    case Name_kind:
        return visit_name(screen, expr, is_inner);
    case Attribute_kind:
        return report_match(screen, expr->v.Attribute.attr, MATCH_ATTRIBUTE, RULE_ATTRIBUTE_FORBIDDEN);
    case Constant_kind:
        return PyUnicode_CheckExact(expr->v.Constant.value) ? check_string(screen, expr->v.Constant.value) : 0;
    case Call_kind:
        return visit_call(screen, expr);
    case Subscript_kind:
        if (expr->v.Subscript.ctx != Load) return 0;
        return check_dispatch(screen, expr->v.Subscript.value, expr->v.Subscript.slice);
    default:
        return 0;
    }
}

/* ---- statements ---- */

/* The name of a function or class. */
static int check_definition(Screen *screen, PyObject *name, int is_inner)
{
    if (!is_inner && report_match(screen, name, MATCH_REBOUND, RULE_API_REBOUND) < 0) return -1;
    return report_match(screen, name, MATCH_DEFINITION, RULE_DESTRUCTOR);
}

static int is_library(PyObject *name)
{
    return has_match(name, MATCH_IMPORT);
}

static int visit_import_from(Screen *screen, stmt_ty stmt)
{
    PyObject *module = stmt->v.ImportFrom.module;
    if (stmt->v.ImportFrom.level > 0) return screen_report(screen, RULE_IMPORT_RELATIVE, NULL);
    if (module != NULL && !is_library(module)) return screen_report(screen, RULE_IMPORT_FORBIDDEN, module);
    asdl_alias_seq *names = stmt->v.ImportFrom.names;
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(names); i++) { /* from x import y reads the attribute y */
        PyObject *name = asdl_seq_GET(names, i)->name;
        if (report_match(screen, name, MATCH_ATTRIBUTE, RULE_ATTRIBUTE_FORBIDDEN) < 0) return -1;
    }
    return 0;
}

static int visit_import(Screen *screen, asdl_alias_seq *names)
{
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(names); i++) {
        alias_ty alias = asdl_seq_GET(names, i);
        screen->place = (Place){alias->lineno, alias->col_offset, alias->end_lineno, alias->end_col_offset};
        if (!is_library(alias->name) && screen_report(screen, RULE_IMPORT_FORBIDDEN, alias->name) < 0) return -1;
    }
    return 0;
}

static int visit_global(Screen *screen, asdl_identifier_seq *names)
{
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(names); i++) {
        if (report_match(screen, asdl_seq_GET(names, i), MATCH_REBOUND, RULE_API_REBOUND) < 0) return -1;
    }
    return 0;
}

static int visit_class(Screen *screen, stmt_ty stmt, int is_inner)
{
    PyObject *name = stmt->v.ClassDef.name;
    if (asdl_seq_LEN(stmt->v.ClassDef.type_params) > 0 &&
        screen_report(screen, RULE_CLASS_TYPE_PARAMETERS, name) < 0)
        return -1;
    return check_definition(screen, name, is_inner);
}

static int visit_stmt(Screen *screen, stmt_ty stmt, int is_inner)
{
    switch (stmt->kind) {
    case FunctionDef_kind:
        return check_definition(screen, stmt->v.FunctionDef.name, is_inner);
    case AsyncFunctionDef_kind:
        return check_definition(screen, stmt->v.AsyncFunctionDef.name, is_inner);
    case ClassDef_kind:
        return visit_class(screen, stmt, is_inner);
    case AugAssign_kind: /* chain |= {...} changes the dict, not the name */
        screen->rebind_exempt = stmt->v.AugAssign.target;
        return 0;
    case AnnAssign_kind:
        if (stmt->v.AnnAssign.value == NULL) screen->rebind_exempt = stmt->v.AnnAssign.target;
        return 0;
    case Import_kind:
        return visit_import(screen, stmt->v.Import.names);
    case ImportFrom_kind:
        return visit_import_from(screen, stmt);
    case Global_kind:
        return visit_global(screen, stmt->v.Global.names);
    case Expr_kind:
        if (stmt->v.Expr.value->kind != Name_kind) return 0;
        return report_match(screen, stmt->v.Expr.value->v.Name.id, MATCH_NOT_CALLED, RULE_NOT_CALLED);
    default:
        return 0;
    }
}

/* ---- all of it: the second walk ---- */

/* case Point(x=0) reads the attribute x. */
static int visit_pattern(Screen *screen, pattern_ty pattern)
{
    if (pattern->kind != MatchClass_kind) return 0;
    asdl_identifier_seq *names = pattern->v.MatchClass.kwd_attrs;
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(names); i++) {
        if (report_match(screen, asdl_seq_GET(names, i), MATCH_ATTRIBUTE, RULE_ATTRIBUTE_FORBIDDEN) < 0) return -1;
    }
    return 0;
}

static int visit_alias(Screen *screen, alias_ty alias, int is_inner)
{
    PyObject *name = alias->asname != NULL ? alias->asname : alias->name;
    return is_inner ? 0 : report_match(screen, name, MATCH_REBOUND, RULE_API_REBOUND);
}

static int visit_rules(Screen *screen, NodeType type, void *node, int is_inner)
{
    switch (type) {
    case NODE_STMT:
        return visit_stmt(screen, node, is_inner);
    case NODE_EXPR:
        return visit_expr(screen, node, is_inner);
    case NODE_ALIAS:
        return visit_alias(screen, node, is_inner);
    case NODE_PATTERN:
        return visit_pattern(screen, node);
    default:
        return 0;
    }
}

int screen_tree(Screen *screen, mod_ty module)
{
    if (walk_tree(screen, module, visit_binding) < 0) return -1;
    return screen->error_count > 0 ? 0 : walk_tree(screen, module, visit_rules);
}
