# SPDX-License-Identifier: MIT
# GNU make. `make help` lists the targets, tests/README.md explains the tests.
#   BUILD   release (default), debug, asan (AddressSanitizer and UBSan), tsan, coverage, valgrind, fuzz (clang)
#   O       where everything that is built goes, default build
#   CFLAGS, LDFLAGS, CC, prefix, DESTDIR   as usual; CFLAGS come last and win
#   T       runs (and builds) only the tests whose name contains one of its words: T=unit-text, T='check api'
#   FUZZ_SECONDS   of CPU of each harness in make fuzz, default 60
#   V       1 shows the commands as they are run
#   L2A_SUITES   labelled data for the quality and speed tests; tests that need it skip without it

BUILD ?= release
O ?= build
L2A_SUITES ?= ../shared/suites
PUBLIC_SUFFIX_LIST ?= /usr/share/publicsuffix/public_suffix_list.dat
WERROR ?= $(if $(filter true 1,$(CI)),1)
ifeq ($(origin CC),default)
CC := gcc
endif
ifeq ($(origin CXX),default)
CXX := g++
endif

prefix ?= /usr/local
bindir ?= $(prefix)/bin
libdir ?= $(prefix)/lib
includedir ?= $(prefix)/include
datarootdir ?= $(prefix)/share
mandir ?= $(datarootdir)/man
pkgconfigdir ?= $(libdir)/pkgconfig
bashcompdir ?= $(datarootdir)/bash-completion/completions
zshcompdir ?= $(datarootdir)/zsh/site-functions
fishcompdir ?= $(datarootdir)/fish/vendor_completions.d
INSTALL ?= install
Q := $(if $(filter 1,$(V)),,@)
say = @$(if $(filter 1,$(V)),:,printf '  %-4s %s\n' $(1) '$(2)')

FLAGS.release := -O3 -g
FLAGS.debug := -Og -g3
FLAGS.asan := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
FLAGS.tsan := -O1 -g -fno-omit-frame-pointer -fsanitize=thread
FLAGS.coverage := -O0 -g --coverage
FLAGS.valgrind := -O1 -g -fno-omit-frame-pointer
# An empty text may be NULL, and NULL + 0 is NULL: clang 14 knows only the older rule of C, by which that is undefined.
FLAGS.fuzz := -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=pointer-overflow \
  -fno-sanitize-recover=all
ifndef FLAGS.$(BUILD)
$(error BUILD is $(BUILD), expected release, debug, asan, tsan, coverage, valgrind or fuzz)
endif

MAKEFLAGS += --no-print-directory --no-builtin-rules
.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL := all

# ---- what must be installed --------------------------------------------------------------------------------------------------------
# A goal that needs something that is missing installs it first and then runs make again, so that everything below is evaluated anew.

GOALS := $(or $(MAKECMDGOALS),all)
TEST_GOALS := test test-long test-programs check check-% accept-cli fuzz coverage valgrind
NEED := $(if $(filter-out clean help deps uninstall,$(GOALS)),build) $(if $(filter $(TEST_GOALS),$(GOALS)),test)
MISSING := $(if $(strip $(NEED)),$(shell CC='$(CC)' CXX='$(CXX)' PUBLIC_SUFFIX_LIST='$(PUBLIC_SUFFIX_LIST)' sh .ci/deps missing $(NEED)))

.PHONY: deps help clean
deps: ## install what is missing with apt-get (sudo when not root)
	@CC='$(CC)' CXX='$(CXX)' PUBLIC_SUFFIX_LIST='$(PUBLIC_SUFFIX_LIST)' sh .ci/deps install build test

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z][a-z -]*:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

clean: ## remove everything that was built
	rm -rf '$(O)'

ifneq ($(strip $(MISSING)),)

.PHONY: $(GOALS) install-missing
$(filter-out deps help clean,$(GOALS)): install-missing
	@:
install-missing:
	@CC='$(CC)' CXX='$(CXX)' PUBLIC_SUFFIX_LIST='$(PUBLIC_SUFFIX_LIST)' sh .ci/deps install $(NEED)
	@$(MAKE) $(filter-out deps help clean,$(GOALS))

else

# ---- flags, sources, products --------------------------------------------------------------------------------------------------------

version = $(shell sed -n 's/^.define L2A_VERSION_$(1) //p' include/l2a.h)
MAJOR := $(call version,MAJOR)
VERSION := $(MAJOR).$(call version,MINOR).$(call version,PATCH)

LIB_PKGS := lmdb libpcre2-8 icu-i18n icu-uc yaml-0.1 libarchive zlib
ifneq ($(strip $(NEED)),)
LIB_CFLAGS := $(shell pkg-config --cflags $(LIB_PKGS) libxxhash)
LIB_LIBS := $(shell pkg-config --libs $(LIB_PKGS)) -pthread -lm
SERVER_CFLAGS := $(shell pkg-config --cflags libmicrohttpd jansson)
SERVER_LIBS := $(shell pkg-config --libs libmicrohttpd jansson)
TEST_CFLAGS := $(shell pkg-config --cflags criterion 2>/dev/null)
TEST_LIBS := $(shell pkg-config --libs criterion 2>/dev/null)
endif

WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wwrite-strings -Wundef -Wformat=2 \
  $(if $(WERROR),-Werror)
BASE_CFLAGS := -std=c11 -D_GNU_SOURCE $(WARNINGS) $(FLAGS.$(BUILD)) -fPIC -pthread -MMD -MP -Iinclude
LIB_ALL_CFLAGS := $(BASE_CFLAGS) -Isrc -fvisibility=hidden $(LIB_CFLAGS) $(SERVER_CFLAGS) $(CFLAGS)
TEST_ALL_CFLAGS := $(BASE_CFLAGS) -Isrc -Itests $(TEST_CFLAGS) $(LIB_CFLAGS) $(SERVER_CFLAGS) $(CFLAGS)
API_ALL_CFLAGS := $(BASE_CFLAGS) -Itests $(TEST_CFLAGS) $(CFLAGS)
LINK = $(CC) $(FLAGS.$(BUILD)) $(CFLAGS) $(LDFLAGS)

OUT := $(O)/$(BUILD)
BIN := $(if $(filter release,$(BUILD)),$(O),$(OUT))

SRC := $(sort $(wildcard src/*/*.c src/*/*/*.c))
CLI_SRC := $(filter src/cli/%,$(SRC))
# The server is part of the command: the library needs neither libmicrohttpd nor jansson.
SERVER_SRC := $(filter src/server/%,$(SRC))
LIB_SRC := $(filter-out src/cli/% src/server/% src/python/%,$(SRC))
LIB_OBJ := $(LIB_SRC:src/%.c=$(OUT)/src/%.o) $(OUT)/builtin_data.o
CLI_OBJ := $(CLI_SRC:src/%.c=$(OUT)/src/%.o)
PAGES := $(sort $(wildcard src/server/page/*))
SERVER_OBJ := $(SERVER_SRC:src/%.c=$(OUT)/src/%.o)$(if $(PAGES), $(OUT)/server_pages.o)
DATA := $(sort $(wildcard data/*.txt data/*.yaml data/*.csv))

A := $(BIN)/libl2a.a
CLI_A := $(OUT)/libcli.a
SONAME := libl2a.so.$(MAJOR)
SO := $(BIN)/libl2a.so.$(VERSION)
SO_LINKS := $(BIN)/$(SONAME) $(BIN)/libl2a.so
L2A := $(if $(CLI_SRC),$(BIN)/l2a)

.PHONY: all lib debug asan tsan
all: lib $(L2A) ## the command and the libraries (release build)
lib: $(A) $(SO_LINKS) ## the static and the shared library

debug asan tsan:
	@$(MAKE) BUILD=$@ all
debug: ## the debug build, in build/debug
asan: ## the AddressSanitizer and UBSan build, in build/asan
tsan: ## the ThreadSanitizer build, in build/tsan

# Stamps change only when what they hold changes: a removed source or another flag is then seen.
stamp = mkdir -p $(@D); printf '%s\n' '$(subst ','\'',$(1))' | cmp -s - $@ || printf '%s\n' '$(subst ','\'',$(1))' > $@
.PHONY: FORCE
$(OUT)/sources: FORCE
	@$(call stamp,$(LIB_SRC) | $(CLI_SRC) $(SERVER_SRC) | $(DATA) $(PUBLIC_SUFFIX_LIST) $(PAGES))
$(OUT)/flags: FORCE
	@$(call stamp,$(CC) $(LIB_ALL_CFLAGS) | $(TEST_ALL_CFLAGS) | $(LDFLAGS))

# One file may use registers that not every processor has; who calls it asks the processor.
$(OUT)/src/base/hash_avx2.o: LIB_ALL_CFLAGS += $(if $(findstring x86_64,$(shell $(CC) -dumpmachine)),-mavx2)

$(OUT)/src/%.o: src/%.c Makefile $(OUT)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(LIB_ALL_CFLAGS) -c -o $@ $<

# The dictionaries become read-only data of the library, see src/base/builtin.c.
$(OUT)/builtin_data.S: .ci/embed $(OUT)/sources
	@sh .ci/embed $(DATA) '$(PUBLIC_SUFFIX_LIST)' > $@
$(OUT)/builtin_data.o: $(OUT)/builtin_data.S $(DATA) $(PUBLIC_SUFFIX_LIST) $(OUT)/flags
	$(call say,AS,$@)
	$(Q)$(CC) -c -o $@ $<

# So do the files of the built-in page.
$(OUT)/server_pages.S: .ci/embed $(OUT)/sources
	@SYMBOL=server_pages sh .ci/embed $(PAGES) > $@
$(OUT)/server_pages.o: $(OUT)/server_pages.S $(PAGES) $(OUT)/flags
	$(call say,AS,$@)
	$(Q)$(CC) -c -o $@ $<

$(A): $(LIB_OBJ) $(OUT)/sources
	@rm -f $@
	$(call say,AR,$@)
	$(Q)$(AR) rcs $@ $(LIB_OBJ)

# The command without its main, for tests that reach its readers of files.
$(CLI_A): $(CLI_OBJ) $(SERVER_OBJ) $(OUT)/sources
	@rm -f $@
	$(call say,AR,$@)
	$(Q)$(AR) rcs $@ $(filter-out %/main.o,$(CLI_OBJ)) $(SERVER_OBJ)

$(SO): $(LIB_OBJ) $(OUT)/sources
	$(call say,LINK,$@)
	$(Q)$(LINK) -shared -Wl,-soname,$(SONAME) -o $@ $(LIB_OBJ) $(LIB_LIBS)

$(SO_LINKS): $(SO)
	@ln -sf $(notdir $(SO)) $@

$(BIN)/l2a: $(CLI_OBJ) $(SERVER_OBJ) $(A) $(OUT)/sources
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $(CLI_OBJ) $(SERVER_OBJ) $(A) $(LIB_LIBS) $(SERVER_LIBS)

# ---- demo ----------------------------------------------------------------------------------------------------------------------------

DEMO_COLUMNS := Company,Email,l2a_decision,l2a_score,l2a_reason,l2a_account_name

DEMO := --accounts data/demo/accounts.csv --map-accounts owner=Owner_Name__c --contacts data/demo/contacts.csv \
  --activities data/demo/activities.csv --opportunities data/demo/opportunities.csv --touches data/demo/touches.csv \
  --definitions data/demo/l2a.yaml --as-of 2026-11-01
show = @echo; echo '$$ $(1)'; $(1)

.PHONY: demo
demo: all ## match the demo company's contacts to its accounts, and say which accounts are qualified
	@echo '$$ $(BIN)/l2a match --accounts data/demo/accounts.csv data/demo/contacts.csv -o $(O)/demo-matches.csv'
	@$(BIN)/l2a match --accounts data/demo/accounts.csv data/demo/contacts.csv -o $(O)/demo-matches.csv
	$(call show,$(BIN)/l2a match --quiet --accounts data/demo/accounts.csv data/demo/contacts.csv --columns $(DEMO_COLUMNS) | head -n 8)
	$(call show,$(BIN)/l2a mqa $(DEMO) -o $(O)/demo-mqa)
	$(call show,$(BIN)/l2a report --quiet $(DEMO) --format text | cut -c 1-132 | head -n 33)
	@$(BIN)/l2a report --quiet $(DEMO) --since 2025-11-01 -o $(O)/demo-report.html
	@echo; echo 'the page for the meeting: $(O)/demo-report.html'

# ---- measuring -------------------------------------------------------------------------------------------------------------------------
# bench/README.md says what is measured; bench/run_bench.sh has the choices (RUNS, BENCH_SIZE, QUESTIONS, PEERS).

BENCH_OUT := $(OUT)/bench
BENCH_SRC := $(sort $(wildcard bench/*.c))
BENCH_PROGRAMS := $(BENCH_SRC:bench/%.c=$(BENCH_OUT)/%)
BENCH_ALL_CFLAGS := $(BASE_CFLAGS) -Isrc -Ibench $(LIB_CFLAGS) $(CFLAGS)

$(BENCH_OUT)/%.o: bench/%.c Makefile $(OUT)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BENCH_ALL_CFLAGS) -c -o $@ $<
$(BENCH_PROGRAMS): $(BENCH_OUT)/%: $(BENCH_OUT)/%.o $(A)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^ $(LIB_LIBS)

.PHONY: bench bench-programs
bench-programs: all $(BENCH_PROGRAMS)

bench: bench-programs ## speed, memory and recall beside every peer, one table; RUNS, BENCH_SIZE, QUESTIONS, PEERS choose
	@CC='$(CC)' L2A='$(abspath $(L2A))' BENCH_BIN='$(abspath $(BENCH_OUT))' BENCH_WORK='$(abspath $(O))/bench' L2A_SUITES='$(abspath $(L2A_SUITES))' \
	  sh bench/run_bench.sh

# ---- tests ---------------------------------------------------------------------------------------------------------------------------
# One Criterion program for each floor (tests/unit/FLOOR), for tests/oracle and tests/fault, linked with the static library; tests/api knows
# l2a.h and the shared library alone; tests/fuzz/fuzz_*.c replay their corpus; *.sh are programs of their own. tests/run.sh counts.

TEST_OBJ := $(OUT)/tests/obj
# Criterion's own runner cannot start under ThreadSanitizer and valgrind and lets leaks pass under AddressSanitizer; a stand-in runs the same
# objects.
RUNNER := $(if $(filter asan tsan coverage valgrind,$(BUILD)),$(TEST_OBJ)/plain_criterion.o)
objects_of = $(patsubst tests/%.c,$(TEST_OBJ)/%.o,$(sort $(wildcard $(1))))
UNIT_FLOORS := $(sort $(notdir $(patsubst %/,%,$(dir $(wildcard tests/unit/*/*.c)))))
UNIT_PROGRAMS := $(UNIT_FLOORS:%=$(OUT)/tests/unit-%)
ORACLE_OBJ := $(call objects_of,tests/oracle/*.c)
FAULT_OBJ := $(call objects_of,tests/fault/*.c)
API_OBJ := $(call objects_of,tests/api/*.c)
FUZZ_OBJ := $(call objects_of,tests/fuzz/fuzz_*.c)
FUZZ_PROGRAMS := $(FUZZ_OBJ:$(TEST_OBJ)/fuzz/%.o=$(OUT)/tests/%)
ALL_TEST_OBJ := $(foreach f,$(UNIT_FLOORS),$(call objects_of,tests/unit/$(f)/*.c)) $(ORACLE_OBJ) $(FAULT_OBJ) $(API_OBJ) $(FUZZ_OBJ) \
  $(RUNNER) $(TEST_OBJ)/fuzz/replay.o
CRITERION_PROGRAMS := $(UNIT_PROGRAMS) $(if $(API_OBJ),$(OUT)/tests/api) $(if $(ORACLE_OBJ),$(OUT)/tests/oracle) \
  $(if $(FAULT_OBJ),$(OUT)/tests/fault)
TEST_PROGRAMS := $(foreach p,$(CRITERION_PROGRAMS) $(FUZZ_PROGRAMS),$(if $(T),$(if $(strip $(foreach t,$(T),$(findstring $(t),$(notdir $(p))))),$(p)),$(p)))
TEST_SCRIPTS := $(sort $(wildcard tests/api/*.sh tests/server/*.sh tests/oracle/*.sh tests/fault/*.sh tests/quality/*.sh tests/bench/*.sh))
CHECKS := $(sort $(wildcard tests/check_*.sh))
WRAPPED := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=read,--wrap=write,--wrap=fsync
RUN_ENV = BUILD='$(BUILD)' CC='$(CC)' CXX='$(CXX)' L2A='$(abspath $(L2A))' L2A_LIB='$(abspath $(BIN))' L2A_SO='$(abspath $(SO))' \
  L2A_SUITES='$(abspath $(L2A_SUITES))' SANITIZE='$(filter -fsanitize%,$(FLAGS.$(BUILD)))' T='$(T)'

$(TEST_OBJ)/api/%.o: tests/api/%.c Makefile $(OUT)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(API_ALL_CFLAGS) -c -o $@ $<
$(TEST_OBJ)/%.o: tests/%.c Makefile $(OUT)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(TEST_ALL_CFLAGS) -c -o $@ $<

define unit_program
$(OUT)/tests/unit-$(1): $(call objects_of,tests/unit/$(1)/*.c) $(RUNNER) $(if $(filter server,$(1)),$(SERVER_OBJ)) $(A)
	$$(call say,LINK,$$@)
	$$(Q)$$(LINK) -o $$@ $$^ $$(LIB_LIBS) $(if $(filter server,$(1)),$$(SERVER_LIBS)) $$(TEST_LIBS)
endef
$(foreach f,$(UNIT_FLOORS),$(eval $(call unit_program,$(f))))
$(OUT)/tests/oracle: $(ORACLE_OBJ) $(RUNNER) $(A)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^ $(LIB_LIBS) $(TEST_LIBS)
$(OUT)/tests/fault: $(FAULT_OBJ) $(RUNNER) $(CLI_A) $(A)
	$(call say,LINK,$@)
	$(Q)$(LINK) $(WRAPPED) -o $@ $^ $(LIB_LIBS) $(SERVER_LIBS) $(TEST_LIBS)
$(OUT)/tests/api: $(API_OBJ) $(RUNNER) $(SO_LINKS)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $(API_OBJ) $(RUNNER) -L$(BIN) -ll2a -Wl,-rpath,'$(abspath $(BIN))' $(TEST_LIBS)
# In the fuzz build the engine drives a harness, in all others a program that replays its corpus.
FUZZ_DRIVER := $(if $(filter fuzz,$(BUILD)),-fsanitize=fuzzer,$(TEST_OBJ)/fuzz/replay.o)
$(FUZZ_PROGRAMS): $(OUT)/tests/fuzz_%: $(TEST_OBJ)/fuzz/fuzz_%.o $(filter %.o,$(FUZZ_DRIVER)) $(CLI_A) $(A)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $(TEST_OBJ)/fuzz/fuzz_$*.o $(FUZZ_DRIVER) $(CLI_A) $(A) $(LIB_LIBS) $(if $(filter http,$*),$(SERVER_LIBS))

.PHONY: test test-long test-programs check format accept-cli fuzz fuzz-programs coverage valgrind
FUZZ_SECONDS ?= 60
fuzz-programs: $(filter $(TEST_PROGRAMS),$(FUZZ_PROGRAMS))
fuzz: ## libFuzzer with clang's sanitizers: every harness (T=fuzz_csv: some) for FUZZ_SECONDS of CPU; findings stay in build/fuzz
	@$(MAKE) BUILD=fuzz CC='$(if $(findstring clang,$(CC)),$(CC),clang)' T='$(or $(T),fuzz_)' fuzz-programs
	@FUZZ_SECONDS='$(FUZZ_SECONDS)' T='$(T)' sh tests/run_fuzz.sh '$(O)/fuzz'

test-programs: all $(TEST_PROGRAMS) $(if $(filter release,$(BUILD)),$(BENCH_PROGRAMS))

test: test-programs ## all checks and tests; the last line counts them. T=unit-base runs those whose name contains it
	@$(RUN_ENV) sh tests/run.sh $(CHECKS) $(TEST_PROGRAMS) tests/run_cli.sh $(TEST_SCRIPTS)

test-long: test-programs ## the same with the tests that take long
	@L2A_TEST_LONG=1 $(RUN_ENV) sh tests/run.sh $(CHECKS) $(TEST_PROGRAMS) tests/run_cli.sh $(TEST_SCRIPTS)

coverage: ## run all tests and say how much of src they reach (gcovr); build/coverage/report.html line by line
	@$(MAKE) BUILD=coverage test-programs
	@find '$(O)/coverage' -name '*.gcda' -delete
	@$(MAKE) BUILD=coverage test || echo 'Some tests failed: the figure is of what ran.'
	@gcovr --root . --filter src/ --object-directory '$(O)/coverage' --gcov-ignore-parse-errors --exclude-unreachable-branches \
	  --html-details '$(O)/coverage/report.html' --txt '$(O)/coverage/report.txt' --print-summary '$(O)/coverage'

valgrind: ## run tests, corpora and command cases under valgrind's memory checker; T=unit-text some of them
	@$(MAKE) BUILD=valgrind test-programs
	@T='$(T)' L2A='$(abspath $(O)/valgrind/l2a)' sh tests/run_valgrind.sh '$(O)/valgrind/tests'

format: ## format the sources (clang-format 14)
	clang-format -i $(sort $(wildcard include/*.h src/*/*.[ch] src/*/*/*.[ch] tests/*.[ch] tests/*/*.[ch] tests/*/*/*.[ch] bench/*.[ch]))

check: all ## floors, header, symbols, format, licence lines, sizes, top level
	@$(RUN_ENV) sh tests/run.sh $(CHECKS)

accept-cli: all ## rewrite the expected output of the command tests; read the diff before you commit it
	@$(RUN_ENV) L2A_ACCEPT=1 sh tests/run_cli.sh

# ---- install -------------------------------------------------------------------------------------------------------------------------

$(OUT)/l2a.pc: src/l2a.pc.in include/l2a.h $(OUT)/install-dirs
	@sed -e 's|@prefix@|$(prefix)|' -e 's|@libdir@|$(libdir)|' -e 's|@includedir@|$(includedir)|' -e 's|@version@|$(VERSION)|' \
	  -e 's|@requires@|$(LIB_PKGS)|' $< > $@
$(OUT)/install-dirs: FORCE
	@$(call stamp,$(prefix) $(libdir) $(includedir))

# The command writes its man pages and completions from its option tables.
COMMANDS := $(sort $(patsubst src/cli/cmd_%.c,%,$(filter src/cli/cmd_%.c,$(CLI_SRC))))
$(OUT)/man/l2a.1: $(L2A)
	@mkdir -p $(@D) $(OUT)/completion
	$(call say,MAN,$(@D))
	@$(BIN)/l2a help --man > $@
	@for c in $(COMMANDS); do $(BIN)/l2a help --man $$c > $(@D)/l2a-$$c.1 || exit 1; done
	@for s in bash zsh fish; do $(BIN)/l2a help --completion $$s > $(OUT)/completion/$$s || exit 1; done

D = $(DESTDIR)
.PHONY: install uninstall
install: all $(OUT)/l2a.pc $(OUT)/man/l2a.1 ## command, libraries, header, pkg-config file, man pages, completions; prefix and DESTDIR
	$(INSTALL) -d '$D$(bindir)' '$D$(libdir)' '$D$(includedir)' '$D$(pkgconfigdir)' '$D$(mandir)/man1' '$D$(bashcompdir)' \
	  '$D$(zshcompdir)' '$D$(fishcompdir)'
	$(INSTALL) -m 755 $(BIN)/l2a '$D$(bindir)/l2a'
	$(INSTALL) -m 644 $(A) '$D$(libdir)/libl2a.a'
	$(INSTALL) -m 755 $(SO) '$D$(libdir)/$(notdir $(SO))'
	ln -sf $(notdir $(SO)) '$D$(libdir)/$(SONAME)'
	ln -sf $(notdir $(SO)) '$D$(libdir)/libl2a.so'
	$(INSTALL) -m 644 include/l2a.h '$D$(includedir)/l2a.h'
	$(INSTALL) -m 644 $(OUT)/l2a.pc '$D$(pkgconfigdir)/l2a.pc'
	$(INSTALL) -m 644 $(OUT)/man/l2a.1 $(COMMANDS:%=$(OUT)/man/l2a-%.1) '$D$(mandir)/man1'
	$(INSTALL) -m 644 $(OUT)/completion/bash '$D$(bashcompdir)/l2a'
	$(INSTALL) -m 644 $(OUT)/completion/zsh '$D$(zshcompdir)/_l2a'
	$(INSTALL) -m 644 $(OUT)/completion/fish '$D$(fishcompdir)/l2a.fish'

uninstall: ## remove what install put there
	rm -f '$D$(bindir)/l2a' '$D$(libdir)/libl2a.a' '$D$(libdir)/$(notdir $(SO))' '$D$(libdir)/$(SONAME)' '$D$(libdir)/libl2a.so' \
	  '$D$(includedir)/l2a.h' '$D$(pkgconfigdir)/l2a.pc' '$D$(bashcompdir)/l2a' '$D$(zshcompdir)/_l2a' '$D$(fishcompdir)/l2a.fish' \
	  '$D$(mandir)/man1/l2a.1' $(COMMANDS:%='$D$(mandir)/man1/l2a-%.1')

-include $(LIB_OBJ:.o=.d) $(CLI_OBJ:.o=.d) $(SERVER_SRC:src/%.c=$(OUT)/src/%.d) $(ALL_TEST_OBJ:.o=.d) $(BENCH_PROGRAMS:=.d)

endif
